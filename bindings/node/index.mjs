// The same code and the same recorder for both module systems: two copies in a process would be two recorders.
import scripta from './dist/index.js';

export const { realtimeSessionLogger, createRecorder, scriptaTraceProcessor } = scripta;
export default scripta.default;
