/**
 * Opens an OpenStreetMap file by what it holds, not by what it is called: XML, XML packed with gzip or bzip2, or PBF.
 */
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { UnreadableFile } from "./importer.ts";
import type { OsmFile } from "./osm-elements.ts";
import { openPbf } from "./osm-pbf.ts";
import { openXml } from "./osm-xml.ts";

/** @throws UnreadableFile when the file is empty; what is wrong further inside shows when it is read. */
export async function openOsm(path: string): Promise<OsmFile> {
  const start = await firstBytes(path, 512);
  if (start.length === 0) {
    throw new UnreadableFile(`${basename(path)} is empty: export or download it again.`);
  }
  if (start[0] === 0x1f && start[1] === 0x8b) return openXml(path, "gzip");
  if (start.subarray(0, 3).toString("latin1") === "BZh") return openXml(path, "bzip2");
  if (looksLikeXml(start)) return openXml(path, "none");
  return openPbf(path);
}

/** A "<" after an optional byte order mark and white space; in UTF-16 too, which the XML reader then refuses by name. */
function looksLikeXml(start: Buffer): boolean {
  return /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\0\s]*</.test(start.toString("latin1"));
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
