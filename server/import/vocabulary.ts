/**
 * The words of files: which header is which field and which word is which kind, level or status, in Chinese and English.
 * Headers and words are compared without case, spaces, underscores and hyphens. A word that is not here is refused by the
 * importer with the list of words that are; nothing is matched by likeness.
 */
import {
  AREA_LEVELS,
  type AreaLevel,
  FACILITY_KINDS,
  FACILITY_LEVELS,
  FACILITY_STATUSES,
  type FacilityKind,
  type FacilityLevel,
  type FacilityStatus,
  SETTLEMENT_KINDS,
  type SettlementKind,
} from "../words.ts";

/** Headers of each field. Earlier ones win where a file has several. */
export const FIELDS = {
  id: [
    "id",
    "key",
    "code",
    "facilityid",
    "编号",
    "编码",
    "代码",
    "机构编号",
    "机构编码",
    "机构代码",
    "站点编号",
    "统一社会信用代码",
  ],
  code: [
    "code",
    "adcode",
    "areacode",
    "代码",
    "区划代码",
    "行政区划代码",
    "行政区代码",
    "统计用区划代码",
    "编码",
    "编号",
    "gb",
    "xzqdm",
  ],
  parent: [
    "parentcode",
    "parent",
    "parentadcode",
    "上级代码",
    "上级区划代码",
    "上级行政区划代码",
    "父级代码",
    "所属代码",
  ],
  urbanRural: [
    "urbanruralcode",
    "urbanrural",
    // The table of a Shapefile cuts names off at ten characters.
    "urbanrura",
    "urbanruralclass",
    "城乡分类代码",
    "城乡分类",
    "城乡划分代码",
    "城乡属性代码",
    "城乡属性",
    "城乡代码",
    "cxfldm",
  ],
  name: [
    "name",
    "名称",
    "地名",
    "机构名称",
    "站点名称",
    "网点名称",
    "单位名称",
    "设施名称",
    "行政区名称",
    "区划名称",
    "行政区划名称",
    "聚落名称",
    "title",
    "xzqmc",
  ],
  kind: [
    "kind",
    "type",
    "category",
    "类型",
    "类别",
    "种类",
    "机构类型",
    "机构类别",
    "站点类型",
    "网点类型",
    "设施类型",
  ],
  level: ["level", "adminlevelname", "级别", "层级", "行政级别", "区划级别", "服务层级"],
  status: ["status", "state", "状态", "运营状态", "建设状态"],
  address: ["address", "addr", "地址", "详细地址", "机构地址", "办公地址"],
  openingHours: ["openinghours", "hours", "服务时间", "营业时间", "开放时间", "办公时间", "工作时间"],
  staff: ["staff", "employees", "工作人员", "工作人员数", "人员数", "员工数", "编制人数", "工作人员数量"],
  yearlyCapacity: [
    "yearlycapacity",
    "annualcapacity",
    "capacity",
    "年服务能力",
    "年服务人次",
    "年服务量",
    "服务能力",
    "年接待能力",
  ],
  people: [
    "people",
    "population",
    "pop",
    "residents",
    "inhabitants",
    "popcount",
    "人口",
    "人口数",
    "常住人口",
    "总人口",
    "户籍人口",
    "人数",
  ],
  h3: [
    "h3",
    "h3address",
    "h3index",
    "h3id",
    "h3cell",
    "hex",
    "hexid",
    "idhex",
    "hexaddress",
    "hexagon",
    "cell",
    "cellid",
  ],
  cost: ["cost", "price", "costs", "费用", "造价", "成本", "投资", "建设费用", "改造费用"],
  lon: ["lon", "lng", "long", "longitude", "x", "经度", "东经", "wgs84lon", "wgs84lng"],
  lat: ["lat", "latitude", "y", "纬度", "北纬", "wgs84lat"],
} as const satisfies Record<string, readonly string[]>;
export type FieldName = keyof typeof FIELDS;

/** A header or word as it is compared: full-width forms folded, case, spaces, underscores, hyphens and a unit in brackets dropped. */
export function normalised(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\([^)]*\)$/, "")
    .replace(/[\s_\-.]/g, "");
}

/** The header of a field as the file spells it, or null when the file has none. */
export function fieldOf(headers: readonly string[], field: FieldName): string | null {
  for (const synonym of FIELDS[field]) {
    const found = headers.find((header) => normalised(header) === synonym);
    if (found !== undefined) return found;
  }
  return null;
}

/** Columns that hold names in other languages, as [header, language tag]: `name:en`, `name_vi`, `英文名称`. */
export function nameColumns(headers: readonly string[]): [header: string, language: string][] {
  const columns: [string, string][] = [];
  for (const header of headers) {
    const tagged = /^name[:_]([a-z]{2,3}(?:[-_][A-Za-z]{2,8})*)$/.exec(header.trim());
    if (tagged?.[1]) columns.push([header, tagged[1].replaceAll("_", "-")]);
    else if (/^(英文名|英文名称|英文|englishname|nameenglish)$/.test(normalised(header))) columns.push([header, "en"]);
    else if (/^(中文名|中文名称|chinesename|namechinese)$/.test(normalised(header))) columns.push([header, "zh"]);
  }
  return columns;
}

const FACILITY_KIND_WORDS: Readonly<Record<FacilityKind, readonly string[]>> = {
  "employment-service-station": [
    "就业服务站",
    "就业驿站",
    "就业之家",
    "就业服务驿站",
    "就业创业服务站",
    "公共就业服务站",
    "驿站",
    "station",
  ],
  "odd-jobs-market": ["零工市场", "零工超市", "公益性零工市场"],
  "odd-jobs-post": ["零工驿站", "零工之家", "零工服务站"],
  "employment-service-agency": [
    "公共就业和人才服务机构",
    "公共就业服务机构",
    "公共就业服务中心",
    "就业服务中心",
    "就业和人才服务中心",
    "人才服务中心",
    "人力资源市场",
    "公共人力资源市场",
    "agency",
    "publicemploymentagency",
    "jobcentre",
    "jobcenter",
  ],
  "service-window": ["服务窗口", "就业服务窗口", "窗口", "window"],
  "partner-agency": ["人力资源服务机构", "合作机构", "经营性人力资源服务机构", "partner"],
};

const FACILITY_LEVEL_WORDS: Readonly<Record<FacilityLevel, readonly string[]>> = {
  national: ["国家级", "国家", "部级"],
  provincial: ["省级", "省", "自治区级", "province"],
  city: ["市级", "市", "地市级", "地级", "prefecture", "municipal"],
  county: ["县级", "区级", "县", "区", "区县级", "县区级", "district"],
  township: [
    "乡镇级",
    "街道级",
    "乡镇",
    "街道",
    "乡",
    "镇",
    "镇级",
    "乡级",
    "镇街级",
    "乡镇街道级",
    "town",
    "subdistrict",
    "street",
  ],
  village: ["村级", "社区级", "村", "社区", "行政村", "村社区级", "community"],
};

const FACILITY_STATUS_WORDS: Readonly<Record<FacilityStatus, readonly string[]>> = {
  existing: [
    "现有",
    "已建",
    "已建成",
    "运营",
    "运营中",
    "在用",
    "正常",
    "开放",
    "open",
    "active",
    "operational",
    "operating",
  ],
  planned: ["规划", "拟建", "规划中", "在建", "筹建", "计划", "proposed", "underconstruction"],
  closed: ["关闭", "已关闭", "停用", "停业", "撤销", "已撤销"],
};

const AREA_LEVEL_WORDS: Readonly<Record<AreaLevel, readonly string[]>> = {
  province: ["省", "省级", "自治区", "直辖市", "特别行政区"],
  prefecture: ["地级市", "地级", "市级", "市", "州", "自治州", "盟", "地区", "地市级", "city"],
  county: ["县", "区", "县级", "区县", "县级市", "旗", "区县级", "市辖区", "district"],
  township: [
    "乡镇",
    "乡",
    "镇",
    "街道",
    "乡级",
    "镇级",
    "乡镇级",
    "街道办事处",
    "乡镇街道",
    "subdistrict",
    "town",
    "street",
  ],
  village: [
    "村",
    "社区",
    "行政村",
    "村级",
    "居委会",
    "村委会",
    "居民委员会",
    "村民委员会",
    "社区级",
    "村社区",
    "community",
  ],
};

const SETTLEMENT_KIND_WORDS: Readonly<Record<SettlementKind, readonly string[]>> = {
  "resettlement-area": [
    "易地搬迁安置区",
    "易地扶贫搬迁安置区",
    "搬迁安置区",
    "安置区",
    "安置点",
    "集中安置区",
    "resettlement",
  ],
  "industrial-cluster": ["产业集聚区", "产业集群", "工业集聚区", "cluster"],
  "industrial-park": ["产业园区", "产业园", "工业园区", "工业园", "开发区", "经济开发区", "高新区", "park"],
  "natural-village": ["自然村", "自然屯", "村庄", "屯", "hamlet", "village"],
};

function lookup<W extends string>(words: readonly W[], synonyms: Readonly<Record<W, readonly string[]>>) {
  const index = new Map<string, W>();
  for (const word of words) {
    for (const synonym of [word, ...synonyms[word]]) index.set(normalised(synonym), word);
  }
  return (text: string): W | null => index.get(normalised(text)) ?? null;
}

/** Each takes a word of a file and returns ours, or null when it is not known. */
export const facilityKindOf = lookup(FACILITY_KINDS, FACILITY_KIND_WORDS);
export const facilityLevelOf = lookup(FACILITY_LEVELS, FACILITY_LEVEL_WORDS);
export const facilityStatusOf = lookup(FACILITY_STATUSES, FACILITY_STATUS_WORDS);
export const areaLevelOf = lookup(AREA_LEVELS, AREA_LEVEL_WORDS);
export const settlementKindOf = lookup(SETTLEMENT_KINDS, SETTLEMENT_KIND_WORDS);

/** "word (中文)" of every word of a list, for remedies. */
export const FACILITY_KIND_CHOICES = choices(FACILITY_KINDS, FACILITY_KIND_WORDS);
export const FACILITY_LEVEL_CHOICES = choices(FACILITY_LEVELS, FACILITY_LEVEL_WORDS);
export const FACILITY_STATUS_CHOICES = choices(FACILITY_STATUSES, FACILITY_STATUS_WORDS);
export const AREA_LEVEL_CHOICES = choices(AREA_LEVELS, AREA_LEVEL_WORDS);
export const SETTLEMENT_KIND_CHOICES = choices(SETTLEMENT_KINDS, SETTLEMENT_KIND_WORDS);

function choices<W extends string>(words: readonly W[], synonyms: Readonly<Record<W, readonly string[]>>): string {
  return words.map((word) => `${word} (${synonyms[word][0]})`).join(", ");
}

/**
 * The level that a Chinese division code states by its length (GB/T 2260 and the statistics bureau's 12 digits): 2
 * province, 4 prefecture, 6 county, 9 township, 12 village. Zeros that fill a code up to 6, 9 or 12 digits do not count, so 420100 and
 * 420100000000 are prefectures. Null for any other code.
 */
export function levelOfChineseCode(code: string): AreaLevel | null {
  if (!/^[1-9]\d+$/.test(code) || ![2, 4, 6, 9, 12].includes(code.length)) return null;
  let significant = code;
  if (significant.length === 12 && significant.endsWith("000")) significant = significant.slice(0, 9);
  if (significant.length === 9 && significant.endsWith("000")) significant = significant.slice(0, 6);
  if (significant.length === 6 && significant.endsWith("00")) significant = significant.slice(0, 4);
  if (significant.length === 4 && significant.endsWith("00")) significant = significant.slice(0, 2);
  const levels: Readonly<Record<number, AreaLevel>> = {
    2: "province",
    4: "prefecture",
    6: "county",
    9: "township",
    12: "village",
  };
  return levels[significant.length] ?? null;
}

/** The level of OpenStreetMap's `admin_level` as mappers use it in China. Null for levels in between. */
export function levelOfOsm(adminLevel: string): AreaLevel | null {
  const levels: Readonly<Record<string, AreaLevel>> = {
    4: "province",
    5: "prefecture",
    6: "county",
    8: "township",
    10: "village",
  };
  return levels[adminLevel.trim()] ?? null;
}

/** The statistics bureau's urban–rural classification (统计用区划代码和城乡划分代码编制规则, 2009), with the words it gives them. */
const URBAN_RURAL_WORDS: Readonly<Record<string, readonly string[]>> = {
  100: ["城镇", "urban"],
  110: ["城区"],
  111: ["主城区"],
  112: ["城乡结合区"],
  120: ["镇区"],
  121: ["镇中心区"],
  122: ["镇乡结合区"],
  123: ["特殊区域"],
  200: ["乡村", "rural"],
  210: ["乡中心区"],
  220: ["村庄"],
};
const URBAN_RURAL_CODES = new Map(
  Object.entries(URBAN_RURAL_WORDS).flatMap(([code, words]) =>
    [code, ...words, ...words.map((word) => code + word)].map((text) => [text, Number(code)]),
  ),
);
export const URBAN_RURAL_CHOICES = Object.entries(URBAN_RURAL_WORDS)
  .map(([code, [word]]) => `${code} (${word})`)
  .join(", ");

/** The urban–rural code of a value such as 111, 主城区 or 111（主城区）; null when it is none. 1xx is urban, 2xx rural. */
export function urbanRuralCodeOf(text: string): number | null {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s()]/g, "");
  return URBAN_RURAL_CODES.get(plain) ?? null;
}
