export * from './dist/index.js';
export { realtimeSessionLogger as default } from './dist/index.js';
