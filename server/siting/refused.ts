/** A siting request that makes no sense as it is: thrown wherever that is seen, told with the field by the API and the command. */

/** What is wrong with a request, one sentence without a full stop; `pointer` names the field. */
export class SitingRefused extends Error {
  readonly pointer: string;

  constructor(pointer: string, detail: string) {
    super(detail);
    this.pointer = pointer;
  }
}
