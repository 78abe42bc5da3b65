/**
 * The employment service facilities of the county, as an office would hand them in: a table with Chinese headers and
 * coordinates read off a map in GCJ-02. The truth is in local metres; each place is put beside the nearest public street.
 */
import gcoord from "gcoord";
import { toLonLat } from "./land.ts";
import { distance, LineIndex, mix, type Point } from "./lines.ts";
import type { Street } from "./street-plan.ts";

interface Row {
  name: string;
  nameEn: string;
  kind: string;
  level: string;
  status?: string;
  address: string;
  hours: string;
  staff: number | "";
  capacity: number | "";
  at: Point;
}
const row = (
  name: string,
  nameEn: string,
  kind: string,
  level: string,
  at: Point,
  address: string,
  hours: string,
  staff: number | "",
  capacity: number | "",
  status = "运营中",
): Row => ({ name, nameEn, kind, level, status, address, hours, staff, capacity, at });

const OFFICE = "Mo-Fr 09:00-12:00,14:00-17:30; PH off";
const EARLY = "Mo-Su 05:30-18:00";

export const FACILITIES: readonly Row[] = [
  row(
    "鹤鸣县公共就业和人才服务中心",
    "Heming County Public Employment and Talent Service Centre",
    "公共就业和人才服务机构",
    "县级",
    [4080, 560],
    "新城街道政务路 18 号",
    OFFICE,
    26,
    24000,
  ),
  row(
    "市公共就业服务中心鹤鸣服务部",
    "City Public Employment Service, Heming office",
    "公共就业和人才服务机构",
    "市级",
    [3250, 1330],
    "新城街道广场路 6 号",
    OFFICE,
    8,
    6000,
  ),
  row(
    "省人力资源市场鹤鸣分市场",
    "Provincial Human Resources Market, Heming branch",
    "公共就业和人才服务机构",
    "省级",
    [4700, 120],
    "新城街道创业路 2 号",
    "Mo-Fr 09:00-17:00; PH off",
    6,
    5000,
  ),
  row(
    "城关街道就业服务站",
    "Chengguan Subdistrict Employment Service Station",
    "就业服务站",
    "街道",
    [-250, 620],
    "城关街道正街 41 号",
    "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off",
    7,
    5200,
  ),
  row(
    "北门社区就业之家",
    "Beimen Community Employment Home",
    "就业之家",
    "社区",
    [-250, 1640],
    "城关街道北门坡 3 号",
    OFFICE,
    1,
    450,
  ),
  row("东门零工驿站", "Dongmen Odd-jobs Post", "零工驿站", "社区", [880, 780], "城关街道东门巷口", EARLY, 2, 1800),
  row(
    "南门社区就业驿站",
    "Nanmen Community Employment Post",
    "就业驿站",
    "社区",
    [-60, -520],
    "城关街道南门街 77 号",
    OFFICE,
    3,
    1600,
  ),
  row(
    "西关社区就业服务窗口",
    "Xiguan Community Service Window",
    "服务窗口",
    "社区",
    [-1050, 380],
    "城关街道西关路 12 号",
    "",
    "",
    "",
  ),
  row(
    "楚云人力资源有限公司",
    "Chuyun Human Resources Ltd",
    "人力资源服务机构",
    "县级",
    [420, 200],
    "城关街道南北大街 102 号",
    "Mo-Sa 08:30-18:00",
    12,
    4500,
  ),
  row(
    "鹤鸣县零工市场",
    "Heming County Odd-jobs Market",
    "零工市场",
    "县级",
    [420, -1480],
    "站前街道车站大道 9 号",
    EARLY,
    9,
    15000,
  ),
  row(
    "站前街道就业服务站",
    "Zhanqian Subdistrict Employment Service Station",
    "就业服务站",
    "街道",
    [-520, -1780],
    "站前街道站前路 25 号",
    OFFICE,
    5,
    3600,
  ),
  row(
    "新城街道就业服务站",
    "Xincheng Subdistrict Employment Service Station",
    "就业服务站",
    "街道",
    [3000, 400],
    "新城街道鹤鸣大道 66 号",
    OFFICE,
    8,
    6500,
  ),
  row(
    "创业社区就业之家",
    "Chuangye Community Employment Home",
    "就业之家",
    "社区",
    [5330, 420],
    "新城街道东环路 58 号",
    OFFICE,
    3,
    1400,
  ),
  row(
    "迎宾零工驿站",
    "Yingbin Odd-jobs Post",
    "零工驿站",
    "社区",
    [3050, -820],
    "新城街道鹤鸣大道 210 号",
    EARLY,
    2,
    1700,
  ),
  row(
    "锦绣社区就业驿站",
    "Jinxiu Community Employment Post",
    "就业驿站",
    "社区",
    [5150, 1640],
    "新城街道创业路 120 号",
    OFFICE,
    3,
    1500,
  ),
  row(
    "文体路零工驿站",
    "Wenti Road Odd-jobs Post",
    "零工驿站",
    "社区",
    [3350, 2120],
    "新城街道文体路 31 号",
    EARLY,
    2,
    2000,
  ),
  row(
    "江湾社区就业服务窗口",
    "Jiangwan Community Service Window",
    "服务窗口",
    "社区",
    [4300, -900],
    "新城街道迎宾大道 8 号",
    OFFICE,
    1,
    600,
  ),
  row(
    "纺织产业集聚区零工驿站",
    "Textile Cluster Odd-jobs Post",
    "零工驿站",
    "村级",
    [3400, 3650],
    "新城街道北环路 200 号",
    "Mo-Su 06:00-20:00",
    3,
    2600,
  ),
  row(
    "鹤鸣众诚人力资源服务站",
    "Zhongcheng Human Resources, Development Park",
    "人力资源服务机构",
    "县级",
    [7600, 4500],
    "鹤鸣经济开发区一号路",
    "Mo-Sa 08:00-18:00",
    10,
    5000,
  ),
  row(
    "白鹤镇就业服务站",
    "Baihe Town Employment Service Station",
    "就业服务站",
    "乡镇",
    [-8420, 6600],
    "白鹤镇白鹤街 15 号",
    OFFICE,
    4,
    2200,
  ),
  row(
    "石桥镇就业服务站",
    "Shiqiao Town Employment Service Station",
    "就业服务站",
    "乡镇",
    [-4800, -7120],
    "石桥镇石桥街 20 号",
    OFFICE,
    4,
    2100,
  ),
  row(
    "龙潭镇就业服务站",
    "Longtan Town Employment Service Station",
    "就业服务站",
    "乡镇",
    [10700, 6000],
    "龙潭镇龙潭街 33 号",
    OFFICE,
    4,
    2000,
  ),
  row(
    "沙洲镇就业服务站",
    "Shazhou Town Employment Service Station",
    "就业服务站",
    "乡镇",
    [11250, -6960],
    "沙洲镇沙洲街 8 号",
    OFFICE,
    1,
    550,
  ),
  row(
    "新民安置区就业服务窗口",
    "Xinmin Resettlement Area Service Window",
    "服务窗口",
    "社区",
    [12350, -8350],
    "沙洲镇新民安置区 3 栋",
    "Mo,We,Fr 09:00-16:00",
    1,
    120,
  ),
  row(
    "云岭乡便民服务中心就业窗口",
    "Yunling Township Service Window",
    "服务窗口",
    "乡镇",
    [-3650, 9240],
    "云岭乡政府院内",
    OFFICE,
    2,
    800,
  ),
  row(
    "枫香乡便民服务中心就业窗口",
    "Fengxiang Township Service Window",
    "服务窗口",
    "乡镇",
    [4560, -9250],
    "枫香乡枫香街 1 号",
    OFFICE,
    2,
    "",
  ),
  row(
    "茶坪乡便民服务中心就业窗口",
    "Chaping Township Service Window",
    "服务窗口",
    "乡镇",
    [-12150, -230],
    "茶坪乡茶坪街 2 号",
    "",
    "",
    800,
    "规划",
  ),
  row(
    "幸福家园安置区就业服务站",
    "Xingfu Jiayuan Resettlement Area Employment Service Station",
    "就业服务站",
    "社区",
    [7050, 950],
    "新城街道幸福家园 1 栋",
    "",
    4,
    3000,
    "规划",
  ),
  row(
    "老汽车站零工市场",
    "Old Bus Station Odd-jobs Market",
    "零工市场",
    "县级",
    [650, -640],
    "城关街道城墙路 5 号",
    "",
    "",
    "",
    "已关闭",
  ),
];

const HEADER = [
  "编号",
  "名称",
  "name:en",
  "类型",
  "层级",
  "状态",
  "地址",
  "服务时间",
  "工作人员",
  "年服务能力",
  "经度",
  "纬度",
];

/** Where each stands: 9 m off the nearest public street within 150 m of the wanted place. */
export function facilityPoints(streets: readonly Street[]): Point[] {
  const index = new LineIndex(100);
  const open = streets.filter((s) => s.tags.access !== "private" && s.tags.highway !== "motorway" && !s.crosses);
  for (const s of open) index.add(s.line);
  return FACILITIES.map(({ at, nameEn }) => {
    const near = index.nearest(at, 150);
    if (!near) throw new Error(`${nameEn} stands far from every street: move it in scripts/demo/facilities.ts.`);
    const away = Math.max(1, distance(near.point, at));
    return mix(near.point, at, Math.min(1, 9 / away));
  });
}

/** The CSV, UTF-8 with a byte order mark as spreadsheets want it. */
export function facilitiesCsv(points: readonly Point[]): string {
  const quote = (value: string | number) =>
    /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
  const lines = FACILITIES.map((f, i) => {
    const gcj = gcoord.transform(toLonLat(points[i] as Point), gcoord.WGS84, gcoord.GCJ02);
    const [lon, lat] = [gcj[0], gcj[1]].map((degrees) => (degrees as number).toFixed(6)) as [string, string];
    const code = `HM${String(i + 1).padStart(3, "0")}`;
    return [code, f.name, f.nameEn, f.kind, f.level, f.status ?? "", f.address, f.hours, f.staff, f.capacity, lon, lat]
      .map(quote)
      .join(",");
  });
  return `\uFEFF${[HEADER.join(","), ...lines].join("\r\n")}\r\n`;
}
