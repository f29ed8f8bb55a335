/** A job's script ends without a result. `hresult` as `0x` and eight hexadecimal digits. */
export class ScriptError extends Error {
  readonly hresult: string | null;

  constructor(message: string, hresult: string | null) {
    super(message);
    this.hresult = hresult;
  }
}

/** The computer went down under a job: nobody is left to end it. */
export class PowerLost extends Error {}
