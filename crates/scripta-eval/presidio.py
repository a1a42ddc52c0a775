"""Runs Presidio's regular-expression recognizers over utterances.

Standard input: a line `{"text": …}` for each utterance. Standard output: a line
`{"spans": [[entity, start, end, score], …], "seconds": …}` for each, with offsets in characters.

The recognizers are called directly: without a language model there is nothing that Presidio's engine would add, and
its own overhead is left out of the time.
"""

import json
import sys
import time

import tldextract
from presidio_analyzer import predefined_recognizers as predefined

# Those that find something in English text of the United States by a pattern.
RECOGNIZERS = [
    predefined.AbaRoutingRecognizer,
    predefined.CreditCardRecognizer,
    predefined.CryptoRecognizer,
    predefined.DateRecognizer,
    predefined.EmailRecognizer,
    predefined.IbanRecognizer,
    predefined.IpRecognizer,
    predefined.MedicalLicenseRecognizer,
    predefined.PhoneRecognizer,
    predefined.UrlRecognizer,
    predefined.UsBankRecognizer,
    predefined.UsItinRecognizer,
    predefined.UsLicenseRecognizer,
    predefined.UsMbiRecognizer,
    predefined.UsNpiRecognizer,
    predefined.UsPassportRecognizer,
    predefined.UsSsnRecognizer,
]


def main() -> None:
    # The list of public suffixes that comes with the package, instead of one fetched from the network.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    recognizers = [kind(supported_language="en") for kind in RECOGNIZERS]
    texts = [json.loads(line)["text"] for line in sys.stdin]
    analyze(recognizers, "My number is 212-555-0199, my email jane@example.org.")  # What is made on first use.
    for text in texts:
        start = time.perf_counter()
        results = analyze(recognizers, text)
        seconds = time.perf_counter() - start
        spans = [[r.entity_type, r.start, r.end, r.score] for r in results]
        print(json.dumps({"spans": spans, "seconds": seconds}))


def analyze(recognizers, text):
    results = []
    for recognizer in recognizers:
        found = recognizer.analyze(text, recognizer.supported_entities, None)
        results.extend(found or [])
    return results


if __name__ == "__main__":
    main()
