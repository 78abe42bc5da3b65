/** unbzip2-stream brings no types: an old-style stream that unpacks bzip2, several joined streams too. */
declare module "unbzip2-stream" {
  export default function unbzip2Stream(): NodeJS.ReadWriteStream;
}
