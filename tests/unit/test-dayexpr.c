/* SPDX-License-Identifier: MIT */
/*
 * Day expressions by tables: text -> canonical -> days of a year; bad text ->
 * column and message; and scraps of them in any order.
 */
#include "unit/test-dayexpr.h"

static struct dayset constitution_day, constitution_week, festival, once, empty, whole_span;

static const struct anchor anchor_list[] = {
	{ "国家宪法日", &constitution_day, false },
	{ "宪法宣传周", &constitution_week, false },
	{ "国家宪法日前夜", &festival, false }, /* a name that goes on where an offset could */
	{ "春节", &festival, false },
	{ "once", &once, false },
	{ "once or twice", &empty, false },
	{ "a \"b\"", &once, false },
	{ "a \"b\" (c)", &empty, false },
	{ "从不", &empty, false },
	{ "永远", &whole_span, false },
};
static const struct dayexpr_names names = { anchor_list, ARRAY_SIZE(anchor_list), &test_statutory };

static void fill_anchors(void)
{
	for (int y = YEAR_FIRST; y <= YEAR_LAST; y++) {
		dayset_add(&constitution_day, D(y, 12, 4));
		dayset_add_range(&constitution_week, D(y, 12, 1), D(y, 12, 7));
		dayset_add(&festival, D(y, 1, 21 + y * 7 % 30));
	}
	dayset_add_range(&once, D(2026, 12, 30), D(2027, 1, 2));
	dayset_fill(&whole_span);
}

static const struct good_row good[] = {
	{ __LINE__, "12-04", "12-04", 2026, "1: 12-04" },
	{ __LINE__, " 12-04 ", "12-04", 2026, "1: 12-04" },
	{ __LINE__, "12-4", "12-04", 2026, "1: 12-04" },
	{ __LINE__, "12月4日", "12-04", 2026, "1: 12-04" },
	{ __LINE__, "12 月 4 日", "12-04", 2026, "1: 12-04" },
	{ __LINE__, "12月4号", "12-04", 2026, "1: 12-04" },
	{ __LINE__, "１２月４日", "12-04", 2026, "1: 12-04" },
	{ __LINE__, "十二月四日", "12-04", 2026, "1: 12-04" },
	{ __LINE__, "每年12月4日", "12-04", 2026, "1: 12-04" },
	{ __LINE__, "2026-12-04", "2026-12-04", 2026, "1: 12-04" },
	{ __LINE__, "2026-12-04", "2026-12-04", 2027, "0:" },
	{ __LINE__, "2026年12月4日", "2026-12-04", 2026, "1: 12-04" },
	{ __LINE__, "二〇二六年十二月四日", "2026-12-04", 2026, "1: 12-04" },
	{ __LINE__, "02-29", "02-29", 2026, "0:" },
	{ __LINE__, "02-29", "02-29", 2028, "1: 02-29" },
	{ __LINE__, "02-29", "02-29", 2100, "0:" },
	{ __LINE__, "02-29..03-02", "02-29..03-02", 2026, "2: 03-01 03-02" },
	{ __LINE__, "02-29..03-02", "02-29..03-02", 2028, "3: 02-29 03-01 03-02" },
	{ __LINE__, "02-27..02-29", "02-27..02-29", 2026, "2: 02-27 02-28" },
	{ __LINE__, "02-29..02-29", "02-29..02-29", 2026, "0:" },
	{ __LINE__, "12-20..01-10", "12-20..01-10", 2026, "22: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "12-20..01-10", "12-20..01-10", 2000, "22: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "12-20..01-10", "12-20..01-10", 2100, "22: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "12月20日至1月10日", "12-20..01-10", 2026, "22: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "12月20日到1月10日", "12-20..01-10", 2026, "22: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "12-20～01-10", "12-20..01-10", 2026, "22: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "12月1日至7日", "12-01..12-07", 2026, "7: 12-01 12-02 12-03 12-04" },
	{ __LINE__, "12月1日—12月7日", "12-01..12-07", 2026, "7: 12-01 12-02 12-03 12-04" },
	{ __LINE__, "2026-12-30..2027-01-01", "2026-12-30..2027-01-01", 2027, "1: 01-01" },
	{ __LINE__, "2026-12-30..01-01", "2026-12-30..2027-01-01", 2026, "2: 12-30 12-31" },
	{ __LINE__, "2026年5月1日至3日", "2026-05-01..2026-05-03", 2026, "3: 05-01 05-02 05-03" },
	{ __LINE__, "05", "05", 2026, "31: 05-01 05-02 05-03 05-04" },
	{ __LINE__, "5月", "05", 2026, "31: 05-01 05-02 05-03 05-04" },
	{ __LINE__, "02", "02", 2028, "29: 02-01 02-02 02-03 02-04" },
	{ __LINE__, "11..02", "11..02", 2026, "120: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "5月至9月", "05..09", 2026, "153: 05-01 05-02 05-03 05-04" },
	{ __LINE__, "2026-02", "2026-02", 2026, "28: 02-01 02-02 02-03 02-04" },
	{ __LINE__, "2026年11月至2027年1月", "2026-11..2027-01", 2027,
	  "31: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "2026", "2026", 2026, "365: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "2026年至2027年", "2026..2027", 2028, "0:" },
	{ __LINE__, "sat", "sat", 2026, "52: 01-03 01-10 01-17 01-24" },
	{ __LINE__, "Saturday", "sat", 2026, "52: 01-03 01-10 01-17 01-24" },
	{ __LINE__, "周六", "sat", 2026, "52: 01-03 01-10 01-17 01-24" },
	{ __LINE__, "每周六", "sat", 2026, "52: 01-03 01-10 01-17 01-24" },
	{ __LINE__, "星期日", "sun", 2026, "52: 01-04 01-11 01-18 01-25" },
	{ __LINE__, "礼拜天", "sun", 2026, "52: 01-04 01-11 01-18 01-25" },
	{ __LINE__, "mon..fri", "mon..fri", 2026, "261: 01-01 01-02 01-05 01-06" },
	{ __LINE__, "mon-fri", "mon..fri", 2026, "261: 01-01 01-02 01-05 01-06" },
	{ __LINE__, "周一至周五", "mon..fri", 2026, "261: 01-01 01-02 01-05 01-06" },
	{ __LINE__, "周一至五", "mon..fri", 2026, "261: 01-01 01-02 01-05 01-06" },
	{ __LINE__, "sat..mon", "sat..mon", 2026, "156: 01-03 01-04 01-05 01-10" },
	{ __LINE__, "weekend", "weekend", 2026, "104: 01-03 01-04 01-10 01-11" },
	{ __LINE__, "周末", "weekend", 2026, "104: 01-03 01-04 01-10 01-11" },
	{ __LINE__, "09-sat#3", "09-sat#3", 2026, "1: 09-19" },
	{ __LINE__, "09-sat#3", "09-sat#3", 2028, "1: 09-16" },
	{ __LINE__, "9月第三个星期六", "09-sat#3", 2026, "1: 09-19" },
	{ __LINE__, "9月第3个周六", "09-sat#3", 2026, "1: 09-19" },
	{ __LINE__, "九月的第三个星期六", "09-sat#3", 2026, "1: 09-19" },
	{ __LINE__, "05-sun#3", "05-sun#3", 2026, "1: 05-17" },
	{ __LINE__, "06-sat#2", "06-sat#2", 2027, "1: 06-12" },
	{ __LINE__, "03-mon#-1", "03-mon#-1", 2026, "1: 03-30" },
	{ __LINE__, "3月最后一个星期一", "03-mon#-1", 2027, "1: 03-29" },
	{ __LINE__, "9月倒数第二个周五", "09-fri#-2", 2026, "1: 09-18" },
	{ __LINE__, "05-fri#5", "05-fri#5", 2026, "1: 05-29" },
	{ __LINE__, "06-fri#5", "06-fri#5", 2026, "0:" },
	{ __LINE__, "2026-09-sat#3", "2026-09-sat#3", 2027, "0:" },
	{ __LINE__, "09-week#3", "09-week#3", 2026, "7: 09-21 09-22 09-23 09-24" },
	{ __LINE__, "9月第三周", "09-week#3", 2026, "7: 09-21 09-22 09-23 09-24" },
	{ __LINE__, "9月第三个星期", "09-week#3", 2026, "7: 09-21 09-22 09-23 09-24" },
	{ __LINE__, "04-week#-1", "04-week#-1", 2026, "7: 04-27 04-28 04-29 04-30" },
	{ __LINE__, "4月最后一周", "04-week#-1", 2026, "7: 04-27 04-28 04-29 04-30" },
	{ __LINE__, "12-week#-1", "12-week#-1", 2027, "8: 01-01 01-02 01-03 12-27" },
	{ __LINE__, "daily", "daily", 2028, "366: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "每天", "daily", 2026, "365: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "@国家宪法日", "@国家宪法日", 2026, "1: 12-04" },
	{ __LINE__, "＠国家宪法日", "@国家宪法日", 2026, "1: 12-04" },
	{ __LINE__, "@\"国家宪法日\"", "@国家宪法日", 2026, "1: 12-04" },
	{ __LINE__, "@“国家宪法日”前1天", "@国家宪法日 -1", 2026, "1: 12-03" },
	{ __LINE__, "@国家宪法日 -3..+3", "@国家宪法日 -3..+3", 2026,
	  "7: 12-01 12-02 12-03 12-04" },
	{ __LINE__, "@国家宪法日-3..+3", "@国家宪法日 -3..+3", 2026, "7: 12-01 12-02 12-03 12-04" },
	{ __LINE__, "@国家宪法日前3天至后3天", "@国家宪法日 -3..+3", 2026,
	  "7: 12-01 12-02 12-03 12-04" },
	{ __LINE__, "@国家宪法日前三天至后三天", "@国家宪法日 -3..+3", 2026,
	  "7: 12-01 12-02 12-03 12-04" },
	{ __LINE__, "@国家宪法日 -14..-4", "@国家宪法日 -14..-4", 2026,
	  "11: 11-20 11-21 11-22 11-23" },
	{ __LINE__, "@国家宪法日前3天", "@国家宪法日 -3", 2026, "1: 12-01" },
	{ __LINE__, "@国家宪法日后2天", "@国家宪法日 +2", 2026, "1: 12-06" },
	{ __LINE__, "@国家宪法日前夜", "@国家宪法日前夜", 2026, "1: 02-12" },
	{ __LINE__, "@国家宪法日前夜前2天", "@国家宪法日前夜 -2", 2026, "1: 02-10" },
	{ __LINE__, "@宪法宣传周 -1..+1", "@宪法宣传周 -1..+1", 2026,
	  "9: 11-30 12-01 12-02 12-03" },
	{ __LINE__, "@宪法宣传周 -1", "@宪法宣传周 -1", 2026, "1: 11-30" },
	{ __LINE__, "@宪法宣传周 +1", "@宪法宣传周 +1", 2026, "1: 12-08" },
	{ __LINE__, "@宪法宣传周 -0", "@宪法宣传周 -0", 2026, "1: 12-01" },
	{ __LINE__, "@宪法宣传周 +0", "@宪法宣传周 +0", 2026, "1: 12-07" },
	{ __LINE__, "@宪法宣传周前1天至当天", "@宪法宣传周 -1..+0", 2026,
	  "8: 11-30 12-01 12-02 12-03" },
	{ __LINE__, "@宪法宣传周 +1..+2", "@宪法宣传周 +1..+2", 2026, "2: 12-08 12-09" },
	{ __LINE__, "@春节 -15..+24", "@春节 -15..+24", 2026, "40: 01-28 01-29 01-30 01-31" },
	{ __LINE__, "@once +1", "@\"once\" +1", 2027, "1: 01-03" },
	{ __LINE__, "@\"once\" or sat", "@\"once\" or sat", 2026, "54: 01-03 01-10 01-17 01-24" },
	{ __LINE__, "@once or twice", "@once or twice", 2026, "0:" },
	{ __LINE__, "@a \"b\"", "@“a \"b\"”", 2026, "2: 12-30 12-31" },
	{ __LINE__, "@从不前3天", "@从不 -3", 2026, "0:" },
	{ __LINE__, "@永远 -3..+3", "@永远 -3..+3", 2026, "365: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "12-15..@国家宪法日前夜", "12-15..@国家宪法日前夜", 2026,
	  "60: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "12月15日至@春节", "12-15..@春节", 2026, "60: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "12-15..@春节 -1", "12-15..@春节 -1", 2026, "59: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "11-29..@宪法宣传周", "11-29..@宪法宣传周", 2026,
	  "9: 11-29 11-30 12-01 12-02" },
	{ __LINE__, "11-29..@宪法宣传周 -0", "11-29..@宪法宣传周 -0", 2026,
	  "3: 11-29 11-30 12-01" },
	{ __LINE__, "12-05..@宪法宣传周", "12-05..@宪法宣传周", 2026, "3: 12-05 12-06 12-07" },
	{ __LINE__, "12-06..@国家宪法日 +3", "12-06..@国家宪法日 +3", 2026, "2: 12-06 12-07" },
	{ __LINE__, "12-02..@国家宪法日 -3", "12-02..@国家宪法日 -3", 2026,
	  "365: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "2026-12-15..@once", "2026-12-15..@\"once\"", 2026,
	  "17: 12-15 12-16 12-17 12-18" },
	{ __LINE__, "12-15..@once", "12-15..@\"once\"", 2025, "0:" }, /* no end within a year */
	{ __LINE__, "12-15..@once", "12-15..@\"once\"", 2027, "2: 01-01 01-02" },
	{ __LINE__, "since 2026", "since 2026", 2025, "0:" },
	{ __LINE__, "2026年起", "since 2026", 2026, "365: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "自2026年3月起", "since 2026-03", 2026, "306: 03-01 03-02 03-03 03-04" },
	{ __LINE__, "until 2030", "until 2030", 2030, "365: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "至2030年", "until 2030", 2031, "0:" },
	{ __LINE__, "至2030年1月2日止", "until 2030-01-02", 2030, "2: 01-01 01-02" },
	{ __LINE__, "2026年起至2030年", "since 2026 and until 2030", 2031, "0:" },
	{ __LINE__, "12-04 since 2026", "12-04 and since 2026", 2026, "1: 12-04" },
	{ __LINE__, "2027年起每周六", "since 2027 and sat", 2026, "0:" },
	{ __LINE__, "@国家宪法日2027年起", "@国家宪法日 and since 2027", 2027, "1: 12-04" },
	{ __LINE__, "12月4日至2030年", "12-04 and until 2030", 2030, "1: 12-04" },
	{ __LINE__, "周六且5月", "sat and 05", 2026, "5: 05-02 05-09 05-16 05-23" },
	{ __LINE__, "每天除外周末", "daily except weekend", 2026, "261: 01-01 01-02 01-05 01-06" },
	{ __LINE__, "12-04，12-13、09-18", "12-04 or 12-13 or 09-18", 2026,
	  "3: 09-18 12-04 12-13" },
	{ __LINE__, "12-04或12-13", "12-04 or 12-13", 2026, "2: 12-04 12-13" },
	{ __LINE__, "SAT AND 05", "sat and 05", 2026, "5: 05-02 05-09 05-16 05-23" },
	/* and before except, except before or */
	{ __LINE__, "05 except sat and 05-02", "05 except sat and 05-02", 2026,
	  "30: 05-01 05-03 05-04 05-05" },
	{ __LINE__, "(05 except sat) and 05-02", "(05 except sat) and 05-02", 2026, "0:" },
	{ __LINE__, "05-02 or 05 except sat", "05-02 or 05 except sat", 2026,
	  "27: 05-01 05-02 05-03 05-04" },
	{ __LINE__, "(05-02 or 05) except sat", "(05-02 or 05) except sat", 2026,
	  "26: 05-01 05-03 05-04 05-05" },
	{ __LINE__, "05 except (05 except sat)", "05 except (05 except sat)", 2026,
	  "5: 05-02 05-09 05-16 05-23" },
	{ __LINE__, "05 except sat except sun", "05 except sat except sun", 2026,
	  "21: 05-01 05-04 05-05 05-06" },
	{ __LINE__, "sat and (05 or 06)", "sat and (05 or 06)", 2026,
	  "9: 05-02 05-09 05-16 05-23" },
	{ __LINE__, "sat and (05 except 05-02)", "sat and (05 except 05-02)", 2026,
	  "4: 05-09 05-16 05-23 05-30" },
	{ __LINE__, "05 except (sat or sun)", "05 except (sat or sun)", 2026,
	  "21: 05-01 05-04 05-05 05-06" },
	{ __LINE__, "05 except (sat and sun)", "05 except sat and sun", 2026,
	  "31: 05-01 05-02 05-03 05-04" },
	{ __LINE__, "（（周六））", "sat", 2026, "52: 01-03 01-10 01-17 01-24" },
	{ __LINE__, "sat or (sun or mon)", "sat or sun or mon", 2026,
	  "156: 01-03 01-04 01-05 01-10" },
	{ __LINE__, "(12-04, 05-01) since 2026", "(12-04 or 05-01) and since 2026", 2025, "0:" },
	{ __LINE__, "sat and sun", "sat and sun", 2026, "0:" }, /* empty is no error here */
};

static const struct bad_row bad[] = {
	{ __LINE__, "", 1, "missing at the end" },
	{ __LINE__, "   ", 4, "missing at the end" },
	{ __LINE__, "satt", 1, "unknown word \"satt\"; did you mean \"sat\"?" },
	{ __LINE__, "12-04 adn sat", 7, "did you mean \"and\"?" },
	{ __LINE__, "周六 wekend", 4, "did you mean \"weekend\"?" },
	{ __LINE__, "12月4日、每月", 7, "unknown word \"每月\"; did you mean \"每天\"?" },
	{ __LINE__, "xyzzy", 1, "unknown word \"xyzzy\"" },
	{ __LINE__, "国家宪法日", 1, "is a node; did you mean \"@国家宪法日\"?" },
	{ __LINE__, "@国家宪法曰", 2,
	  "no node is called \"国家宪法曰\"; did you mean \"@国家宪法日\"?" },
	{ __LINE__, "sat, @国家宪法曰前3天", 7, "did you mean \"@国家宪法日\"?" },
	{ __LINE__, "@没有的节", 2, "no node is called \"没有的节\"" },
	{ __LINE__, "@\"国家宪法曰\"", 3, "did you mean \"@国家宪法日\"?" },
	{ __LINE__, "@\"国家宪法日", 2, "quotes are not closed" },
	{ __LINE__, "@\"\"", 3, "a node's name is missing" },
	{ __LINE__, "sat @", 6, "a node's name is missing" },
	{ __LINE__, "@ 国家宪法日", 2, "no node is called" },
	{ __LINE__, "12-35", 1, "there is no \"12-35\"" },
	{ __LINE__, "sat, 13-01", 6, "there is no \"13-01\"" },
	{ __LINE__, "2月30日", 1, "there is no \"2月30日\"" },
	{ __LINE__, "2026-02-29", 1, "there is no \"2026-02-29\"" },
	{ __LINE__, "04-31..05-02", 1, "there is no \"04-31\"" },
	{ __LINE__, "12-20..02-30", 8, "there is no \"02-30\"" },
	{ __LINE__, "2月27日至30日", 7, "there is no" },
	{ __LINE__, "13", 1, "there is no \"13\"" },
	{ __LINE__, "00", 1, "in no date" },
	{ __LINE__, "00-10", 1, "in no date" },
	{ __LINE__, "10-00", 1, "in no date" },
	{ __LINE__, "0月3日", 1, "in no date" },
	{ __LINE__, "0000-01-01", 1, "in no date" },
	{ __LINE__, "1999-12-31", 1, "not within 2000 to 2100" },
	{ __LINE__, "since 2101", 7, "not within 2000 to 2100" },
	{ __LINE__, "5", 1, "a month 05" },
	{ __LINE__, "123", 1, "is no date" },
	{ __LINE__, "12345", 1, "too many digits" },
	{ __LINE__, "99999999999999999999", 1, "too many digits" },
	{ __LINE__, "5日", 1, "a date such as 12月4日" },
	{ __LINE__, "12-04 05-01", 7, "expected \"and\", \"or\" or \"except\" before \"05\"" },
	{ __LINE__, "12 - 04", 4, "belong to a node" },
	{ __LINE__, "12-20..", 8, "the end of the range is missing" },
	{ __LINE__, "12-20..sat", 8, "the end of the range" },
	{ __LINE__, "12-20..01", 8, "must be alike" },
	{ __LINE__, "12..01-10", 5, "must be alike" },
	{ __LINE__, "12-20..2026-01-10", 8, "must be alike" },
	{ __LINE__, "12月至7日", 5, "must be alike" },
	{ __LINE__, "12月7日至1日", 7, "ends before it begins" },
	{ __LINE__, "2027-01-01..2026-01-01", 13, "ends before it begins" },
	{ __LINE__, "2030..2026", 7, "ends before it begins" },
	{ __LINE__, "01-01..02-01..03-01", 13, "a range begins" },
	{ __LINE__, "mon..05", 6, "expected a weekday" },
	{ __LINE__, "mon..", 6, "a weekday is missing" },
	{ __LINE__, "09-sat", 7, "which one of the month" },
	{ __LINE__, "09-sat#", 8, "which one of the month" },
	{ __LINE__, "09-sat#6", 3, "1 to 5" },
	{ __LINE__, "09-sat#0", 3, "1 to 5" },
	{ __LINE__, "09-sat#-6", 3, "1 to 5" },
	{ __LINE__, "9月第六周", 3, "1 to 5" },
	{ __LINE__, "9月第三", 5, "a weekday or week" },
	{ __LINE__, "9月第三个5月", 6, "a weekday or week" },
	{ __LINE__, "sat#3", 4, "before \"#\"" },
	{ __LINE__, "@国家宪法日 -", 9, "a number of days" },
	{ __LINE__, "@国家宪法日 -3..", 12, "days before or after" },
	{ __LINE__, "@国家宪法日 -1..-3", 8, "ends before it begins" },
	{ __LINE__, "@国家宪法日 +3..+1", 8, "ends before it begins" },
	{ __LINE__, "@国家宪法日 +3..-1", 8, "ends before it begins" },
	{ __LINE__, "@国家宪法日 -1000", 9, "more than 999 days" },
	{ __LINE__, "@国家宪法日前3", 9, "天 is missing" },
	{ __LINE__, "2026..@春节", 7, "begins and ends on a day or in a month" },
	{ __LINE__, "12-15..@春节 -3..+3", 14, "a range begins" },
	{ __LINE__, "12-04 -3..+3", 7, "belong to a node" },
	{ __LINE__, "sat or", 7, "missing at the end" },
	{ __LINE__, "sat,,sun", 5, "before \",\"" },
	{ __LINE__, "or sat", 1, "before \"or\"" },
	{ __LINE__, "周末除外", 5, "每天除外周末" },
	{ __LINE__, "(sat", 1, "not closed" },
	{ __LINE__, "sat)", 4, "before \")\"" },
	{ __LINE__, "()", 2, "before \")\"" },
	{ __LINE__, "since 05", 1, "needs a year" },
	{ __LINE__, "5月起", 1, "needs a year" },
	{ __LINE__, "since sat", 7, "expected a date" },
	{ __LINE__, "12-04, 05-01 since 2026", 14, "brackets" },
	{ __LINE__, "12-04, since 2026", 6, "a comma means \"or\"" },
	{ __LINE__, "2026年起，周六", 7, "a comma means \"or\"" },
	{ __LINE__, "三十一二月", 1, "is not a number" },
	{ __LINE__, "sat\xff", 4, "not UTF-8" },
	{ __LINE__, "周\xe5\x91", 2, "not UTF-8" },
	{ __LINE__, "sat\xc0\x80", 4, "not UTF-8" },
	{ __LINE__, ".", 1, "unknown word \".\"" },
	{ __LINE__, "sat\x01", 4, "unknown word" },
};

static int parse_repeated(const char *before, const char *what, unsigned n, const char *after,
			  struct dayexpr_error *error)
{
	static char text[1 << 16];
	struct dayset s;

	strcpy(text, before);
	for (unsigned i = 0; i < n; i++)
		strcat(text, what);
	strcat(text, after);
	return dayexpr_parse(text, &names, &s, NULL, NULL, error);
}

static void test_caps(void)
{
	static const struct dayexpr_names none = { NULL, 0, &test_statutory };
	struct dayexpr_error error;
	struct dayset s;

	CHECK(parse_repeated("", "(", DAYEXPR_DEPTH_MAX, "sat", &error) == -EINVAL);
	CHECK(strstr(error.message, "not closed") != NULL);
	CHECK(parse_repeated("", "(", DAYEXPR_DEPTH_MAX + 1, "sat", &error) == -EINVAL);
	CHECK(strstr(error.message, "more than 32 brackets") != NULL);
	CHECK(parse_repeated("sat", " or sat", 145, "", &error) == 0);
	CHECK(parse_repeated("sat", " or sat", 146, "", &error) == -EINVAL);
	CHECK(strstr(error.message, "longer than 1024 bytes") != NULL);
	CHECK(parse_repeated("sat", ",sat", 200, "", &error) == -EINVAL);
	CHECK(strstr(error.message, "written out") != NULL);
	CHECK(parse_repeated("", "(", 60000, "", &error) == -EINVAL);
	CHECK(parse_repeated("sat except (sat", " except (sat", 30, "", &error) == -EINVAL);
	CHECK(dayexpr_parse("@x", &none, &s, NULL, NULL, &error) == -EINVAL);
}

/* Names that themselves look like something else, or are not even text. */
static void test_odd_names(void)
{
	static const struct anchor list[] = {
		{ "", &once, false },       { "\xff\xfe", &once, false }, { "3", &once, false },
		{ "日", &once, false },     { "or", &once, false },       { "x", &once, false },
		{ "x) and", &empty, false }
	};
	static const struct dayexpr_names odd = { list, ARRAY_SIZE(list), &test_statutory };
	_cleanup_(freep) char *canonical = NULL, *quoted = NULL;
	struct dayexpr_error error;
	struct dayset s;

	CHECK(dayexpr_parse("(sat or @\"x\") and daily", &odd, &s, &quoted, NULL, &error) == 0);
	CHECK(quoted && strcmp(quoted, "(sat or @\"x\") and daily") == 0);
	CHECK(dayexpr_parse("@or or @3", &odd, &s, &canonical, NULL, &error) == 0);
	CHECK(canonical && strcmp(canonical, "@or or @3") == 0);
	CHECK(dayset_equal(&s, &once));
	CHECK(dayexpr_parse("12月4日", &odd, &s, NULL, NULL, &error) == 0);
	CHECK(dayexpr_parse("@", &odd, &s, NULL, NULL, &error) == -EINVAL);
}

#define N_SCRAPS 60000

/* Scraps put together at random: never a crash, an error within the text, or a stable form. */
static void test_scraps(uint64_t *rng)
{
	static const char *const scraps[] = {
		"12",      "-",        "04",    "2026",   "..",          "至",       "到",
		"月",      "日",       "年",    "周",     "六",          "第",       "三",
		"个",      "#",        "sat",   "week",   "(",           ")",        "（",
		",",       "、",       "and",   "or",     "且",          "除外",     "except",
		"起",      "止",       "自",    "since",  "until",       "@once",    "@宪法宣传周",
		"@",       "前",       "后",    "3",      "天",          "当天",     "+",
		"\"",      " ",        " ",     "每周",   "每年",        "最后",     "weekend",
		"daily",   "倒数",     "十",    "\xe5",   "@国家宪法日", "农历",     "lunar",
		"闰",      "L",        "正月",  "腊月",   "初九",        "廿三",     "三十",
		"-last",   "最后一天", "秋分",  "term",   "qiufen",      "清明",     "节",
		"工作日",  "wd",       "假期",  "法定日", "春节",        "holiday:", "legal:",
		"workday", "makeup",   "@春节", "@清明",  "公历",        "civil",    "调休",
		"五一",
	};

	for (int round = 0; round < N_SCRAPS; round++) {
		_cleanup_(freep) char *canonical = NULL;
		struct dayexpr_error error;
		char text[RANDOM_TEXT] = "";
		bool statutory;
		struct dayset s;
		int r;

		for (int i = pick(rng, 1, 12); i > 0; i--)
			append(text, "%s", scraps[test_random(rng) % ARRAY_SIZE(scraps)]);
		r = dayexpr_parse(text, &names, &s, &canonical, &statutory, &error);
		if (r < 0) {
			CHECK(r == -EINVAL && error.message[0]);
			CHECK(error.column >= 1 && error.column <= strlen(text) + 1);
			continue;
		}
		if (!is_stable(&names, canonical, &s, statutory)) {
			printf("%s = %s is not stable\n", text, canonical);
			test_failures++;
		}
	}
}

int main(int argc, char **argv)
{
	uint64_t rng = test_seed(argc, argv);

	build_statutory();
	fill_anchors();
	check_good(&names, good, ARRAY_SIZE(good));
	check_bad(&names, bad, ARRAY_SIZE(bad));
	test_caps();
	test_odd_names();
	test_scraps(&rng);
	return test_result();
}
