/** What is said in the sample call. */
export const script = [
  { agent: 'Thank you for calling. How can I help you today?' },
  { caller: 'Hi, I need a car insurance quote.' },
  { agent: 'Happy to help. What are the year, make and model of your car?' },
  { caller: "It's a twenty twenty Camry." },
  { tool: 'lookup_vehicle', arguments: { year: '2020', make: 'Toyota', model: 'Camry' } },
  { agent: 'Got it, a 2020 Toyota Camry. And what is the ZIP code where you keep it?' },
  { caller: 'Nine oh two one oh.' },
  { tool: 'get_quote', arguments: { vehicle: '2020 Toyota Camry', zip: '90210' } },
  {
    agent:
      'I have three choices for you. Liability only is 62 dollars a month. With collision it is 94 dollars a month, and full coverage, which adds theft, weather and a rental car, is 128.',
    cutOff: true,
  },
  { caller: 'Full coverage, please.' },
  { agent: 'Full coverage it is. What number can we reach you at?' },
  { caller: 'Five five five, one two three, four five six seven.' },
  { agent: 'Thank you. The quote is on its way. Goodbye!' },
];
