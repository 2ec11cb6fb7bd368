interface Format {
  /** Cheap: without it the format is not looked for. */
  probe: RegExp;
  format: RegExp;
}

const format = (probe: RegExp, pattern: RegExp): Format => ({ probe, format: new RegExp(pattern, 'g') });

/** Secrets that say by themselves what they are. */
export const FORMATS: readonly Format[] = [
  format(
    /PRIVATE KEY/,
    /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,8000}?-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|[^-]*)/,
  ),
  format(/A[KS]IA/, /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/),
  format(/gh[pousr]_|github_pat_/, /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{30,})/),
  format(/glpat-|gldt-|glrt-/, /\bgl(?:pat|dt|rt)-[\w-]{20,}/),
  format(/xox|xapp-/, /\b(?:xox[abeprs]|xapp)-[\w-]{10,}/),
  format(/hooks\./, /https:\/\/hooks\.(?:slack|zapier)\.com\/[\w/-]{20,}/),
  format(/AIza|ya29\./, /\b(?:AIza[\w-]{35}|ya29\.[\w-]{20,})/),
  format(/[sr]k_(?:live|test)_|whsec_/, /\b(?:[sr]k_(?:live|test)_|whsec_)[0-9A-Za-z]{16,}/),
  format(/\bsk-/, /\bsk-(?:[a-z]+\d*-)*[\w-]{20,}/),
  format(/SG\./, /\bSG\.[\w-]{16,}\.[\w-]{30,}/),
  format(/npm_|hf_|pypi-|dop_v1_|dckr_pat_/, /\b(?:npm_|hf_|pypi-|dop_v1_|dckr_pat_)[\w-]{30,}/),
  format(/eyJ/, /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/),
  format(/(?:Account|SharedAccess)Key=/, /(?:Account|SharedAccess)Key=(?<secret>[A-Za-z0-9+/=]{20,})/),
  format(/bearer |basic /i, /\b(?:bearer|basic) (?<secret>[\w+/=.~-]{20,})/i),
  // A password in an address; what is filled in when it is used stands in braces, brackets or after a percent sign.
  format(/:\/\//, /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'`]{0,100}:(?<secret>[^\s/@"'`${}<>%]{1,200})@(?=[\w.[-])/i),
];
