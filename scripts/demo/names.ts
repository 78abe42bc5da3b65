/**
 * Invented names with their English: places that could stand anywhere in the hills, none of them meant.
 */

export interface Name {
  name: string;
  nameEn: string;
}

const pairs = (text: string): Name[] =>
  text
    .trim()
    .split(/\s*[,\n]\s*/)
    .map((pair) => {
      const space = pair.indexOf(" ");
      return { name: pair.slice(0, space), nameEn: pair.slice(space + 1) };
    });

/** Stems of village names, for 行政村 and 自然村. */
export const VILLAGE_STEMS = pairs(`
青龙 Qinglong, 白石 Baishi, 桃花 Taohua, 双河 Shuanghe, 红岩 Hongyan, 柏杨 Baiyang, 金竹 Jinzhu, 大坪 Daping
黄泥 Huangni, 水田 Shuitian, 高峰 Gaofeng, 板栗 Banli, 杉木 Shanmu, 马鞍 Ma'an, 凉风 Liangfeng, 梨子 Lizi
油坊 Youfang, 石坝 Shiba, 长岭 Changling, 楠木 Nanmu, 天池 Tianchi, 铜鼓 Tonggu, 三岔 Sancha, 鱼塘 Yutang
仙人 Xianren, 盘龙 Panlong, 野猫 Yemao, 五峰 Wufeng, 碾子 Nianzi, 老鹰 Laoying, 官渡 Guandu, 清水 Qingshui
沙坝 Shaba, 核桃 Hetao, 银杏 Yinxing, 回龙 Huilong, 观音 Guanyin, 田家 Tianjia, 向家 Xiangjia, 覃家 Qinjia
彭家 Pengjia, 舒家 Shujia, 杜鹃 Dujuan, 麻柳 Maliu, 瓦窑 Wayao, 花桥 Huaqiao, 岩口 Yankou, 龙洞 Longdong
两河 Lianghe, 枫树 Fengshu, 新田 Xintian, 柑子 Ganzi, 乌梅 Wumei, 磨石 Moshi, 晒谷 Shaigu, 云雾 Yunwu
石笋 Shisun, 鹿角 Lujiao, 半坡 Banpo, 寨上 Zhaishang, 罗家 Luojia, 谭家 Tanjia, 牛场 Niuchang, 茶园 Chayuan
竹园 Zhuyuan, 松林 Songlin, 太平 Taiping, 兴隆 Xinglong, 永安 Yong'an, 和平 Heping, 桂花 Guihua, 燕子 Yanzi
古井 Gujing, 芭蕉 Bajiao, 泉口 Quankou, 丁家 Dingjia, 冉家 Ranjia, 葛根 Gegen, 苦竹 Kuzhu, 药山 Yaoshan
`);

/** Endings of natural villages. */
export const HAMLET_ENDINGS = pairs(`
湾 Bay, 坪 Flat, 坝 Meadow, 沟 Gully, 坡 Slope, 塘 Pond, 岭 Ridge, 冲 Hollow, 院子 Yard, 垭 Pass
`);

export const OLD_TOWN_STREETS = pairs(`
人民路 Renmin Road, 解放街 Jiefang Street, 鼓楼街 Gulou Street, 文庙街 Wenmiao Street, 南门街 Nanmen Street
西正街 Xizheng Street, 东门巷 Dongmen Lane, 北门坡 Beimen Slope, 盐店巷 Yandian Lane, 打铜巷 Datong Lane
油篓街 Youlou Street, 书院巷 Shuyuan Lane, 米市街 Mishi Street, 城墙路 Chengqiang Road, 井水巷 Jingshui Lane
染坊巷 Ranfang Lane, 状元街 Zhuangyuan Street, 马王庙巷 Mawangmiao Lane, 桂花巷 Guihua Lane, 半边街 Banbian Street
`);
export const AVENUES_NORTH_SOUTH = pairs(`
江东路 Jiangdong Road, 鹤鸣大道 Heming Avenue, 政务路 Zhengwu Road, 学府路 Xuefu Road, 创业路 Chuangye Road, 东环路 East Ring Road
`);
export const AVENUES_EAST_WEST = pairs(`
迎宾大道 Yingbin Avenue, 新城路 Xincheng Road, 鹤桥大道 Heqiao Avenue, 广场路 Guangchang Road, 文体路 Wenti Road, 金鹤路 Jinhe Road, 北环路 North Ring Road
`);
export const STATION_STREETS = pairs(`
站前路 Zhanqian Road, 铁工街 Tiegong Street, 货场路 Huochang Road, 迎春街 Yingchun Street, 南站巷 Nanzhan Lane
`);
export const NORTH_BANK_STREETS = pairs(`
渡口街 Dukou Street, 北岸路 Bei'an Road, 船厂巷 Chuanchang Lane, 望江巷 Wangjiang Lane
`);
