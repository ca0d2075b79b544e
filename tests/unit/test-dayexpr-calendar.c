/* SPDX-License-Identifier: MIT */
/*
 * Day expressions of the lunar calendar, the solar terms and the statutory days, by tables: both
 * spellings, known dates, and what is refused.
 */
#include "schedule/terms.h"
#include "unit/test-dayexpr.h"

static struct dayset constitution_day, constitution_week, guessed;

static const struct anchor anchor_list[] = {
	{ "国家宪法日", &constitution_day, false },
	{ "宪法宣传周", &constitution_week, false },
	{ "开工", &guessed, true },
};
static const struct dayexpr_names names = { anchor_list, ARRAY_SIZE(anchor_list), &test_statutory };

static void fill_anchors(void)
{
	for (int y = YEAR_FIRST; y <= YEAR_LAST; y++) {
		dayset_add(&constitution_day, D(y, 12, 4));
		dayset_add_range(&constitution_week, D(y, 12, 1), D(y, 12, 7));
		dayset_add(&guessed, D(y, 3, 2));
	}
}

/* The notation, both columns: the same days, and the ASCII one is the canonical text. */
static const struct {
	unsigned line;
	const char *chinese, *ascii;
} pairs[] = {
	{ __LINE__, "12月4日", "12-04" },
	{ __LINE__, "2026年12月4日", "2026-12-04" },
	{ __LINE__, "12月20日至1月10日", "12-20..01-10" },
	{ __LINE__, "5月", "05" },
	{ __LINE__, "周六", "sat" },
	{ __LINE__, "周一至周五", "mon..fri" },
	{ __LINE__, "农历九月初九", "lunar 9-9" },
	{ __LINE__, "农历正月初一至初三", "lunar 1-1..1-3" },
	{ __LINE__, "农历腊月最后一天", "lunar 12-last" },
	{ __LINE__, "农历闰六月初一", "lunar L6-1" },
	{ __LINE__, "秋分", "term qiufen" },
	{ __LINE__, "9月第三个星期六", "09-sat#3" },
	{ __LINE__, "3月最后一个星期一", "03-mon#-1" },
	{ __LINE__, "9月第三周", "09-week#3" },
	{ __LINE__, "@国家宪法日前3天至后3天", "@国家宪法日 -3..+3" },
	{ __LINE__, "@国家宪法日前第2个工作日", "@国家宪法日 -2wd" },
	{ __LINE__, "12月15日至@春节", "12-15..@春节" },
	{ __LINE__, "春节假期", "holiday:春节" },
	{ __LINE__, "春节法定日", "legal:春节" },
	{ __LINE__, "工作日", "workday" },
	{ __LINE__, "休息日", "restday" },
	{ __LINE__, "调休上班日", "makeup" },
	{ __LINE__, "周末", "weekend" },
	{ __LINE__, "每天", "daily" },
	{ __LINE__, "周六且5月", "sat and 05" },
	{ __LINE__, "周六或5月", "sat or 05" },
	{ __LINE__, "周六除外5月", "sat except 05" },
	{ __LINE__, "（周六，5月）且9月", "(sat or 05) and 09" },
	{ __LINE__, "2026年起", "since 2026" },
	{ __LINE__, "至2030年", "until 2030" },
	/* the same kinds, further forms */
	{ __LINE__, "农历腊月最后一日", "lunar 12-last" },
	{ __LINE__, "农历九月", "lunar 9" },
	{ __LINE__, "农历闰六月", "lunar L6" },
	{ __LINE__, "农历闰六月最后一天", "lunar L6-last" },
	{ __LINE__, "农历九月至冬月", "lunar 9..11" },
	{ __LINE__, "农历9月9日", "lunar 9-9" },
	{ __LINE__, "农历９月９日", "lunar 9-9" },
	{ __LINE__, "农历腊月二十三至正月十五", "lunar 12-23..1-15" },
	{ __LINE__, "农历腊月廿三—农历正月十五", "lunar 12-23..1-15" },
	{ __LINE__, "农历正月初一到15日", "lunar 1-1..1-15" },
	{ __LINE__, "农历正月初一至最后一天", "lunar 1-1..1-last" },
	{ __LINE__, "农历闰六月初一至十五", "lunar L6-1..L6-15" },
	{ __LINE__, "农历冬月廿", "lunar 11-20" },
	{ __LINE__, "农历十一月三十", "lunar 11-30" },
	{ __LINE__, "阴历十月初十", "lunar 10-10" },
	{ __LINE__, "正月十五", "lunar 1-15" },
	{ __LINE__, "每年腊月二十三", "lunar 12-23" },
	{ __LINE__, "闰四月初一", "lunar L4-1" },
	{ __LINE__, "农历腊月廿三至公历2月1日", "lunar 12-23..civil 02-01" },
	{ __LINE__, "公历12月4日", "12-04" },
	{ __LINE__, "节气秋分", "term qiufen" },
	{ __LINE__, "立春至雨水", "term lichun..term yushui" },
	{ __LINE__, "清明至5月1日", "term qingming..05-01" },
	{ __LINE__, "@春节至农历正月十五", "@春节..lunar 1-15" },
	{ __LINE__, "农历腊月二十三至@元旦", "lunar 12-23..@元旦" },
	{ __LINE__, "@除夕至@春节后2天", "@除夕..@春节 +2" },
	{ __LINE__, "9月第三个星期六至@国庆", "09-sat#3..@国庆节" },
	{ __LINE__, "@国庆前最后一个工作日", "@国庆节 -1wd" },
	{ __LINE__, "@国庆前1个工作日", "@国庆节 -1wd" },
	{ __LINE__, "@国庆后第一个工作日", "@国庆节 +1wd" },
	{ __LINE__, "@国庆前第一个工作日至后第1个工作日", "@国庆节 -1wd..+1wd" },
	{ __LINE__, "@国庆前3天至后第2个工作日", "@国庆节 -3..+2wd" },
	{ __LINE__, "@中秋", "@中秋节" },
	{ __LINE__, "@端午前1天", "@端午节 -1" },
	{ __LINE__, "@清明 -7..+3", "@清明节 -7..+3" },
	{ __LINE__, "@劳动", "@劳动节" },
	{ __LINE__, "清明假期", "holiday:清明节" },
	{ __LINE__, "五一假期", "holiday:劳动节" },
	{ __LINE__, "国庆节法定假日", "legal:国庆节" },
	{ __LINE__, "抗战胜利70周年纪念日假期", "holiday:抗战胜利70周年纪念日" },
	{ __LINE__, "holiday：“春节”", "holiday:春节" },
	{ __LINE__, "holiday: 春节", "holiday:春节" },
	{ __LINE__, "每个工作日", "workday" },
	{ __LINE__, "每个星期六", "sat" },
	{ __LINE__, "@国庆节前15天至前1天且调休上班日", "@国庆节 -15..-1 and makeup" },
};

static void test_pairs(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		_cleanup_(freep) char *chinese = NULL, *ascii = NULL;
		bool statutory[2] = { false, false };
		struct dayexpr_error error = { 0 };
		struct dayset s[2];
		int r;

		r = dayexpr_parse(pairs[i].chinese, &names, &s[0], &chinese, &statutory[0], &error);
		if (r == 0)
			r = dayexpr_parse(pairs[i].ascii, &names, &s[1], &ascii, &statutory[1],
					  &error);
		CHECK_ROW(pairs[i].line, r == 0);
		if (r < 0) {
			printf("%u: %s\n", error.column, error.message);
			continue;
		}
		CHECK_ROW(pairs[i].line, strcmp(chinese, pairs[i].ascii) == 0);
		CHECK_ROW(pairs[i].line, strcmp(ascii, pairs[i].ascii) == 0);
		CHECK_ROW(pairs[i].line, dayset_equal(&s[0], &s[1]));
		CHECK_ROW(pairs[i].line, !dayset_is_empty(&s[0]));
		CHECK_ROW(pairs[i].line, statutory[0] == statutory[1]);
	}
}

/* Days of 2025 to 2028 that published calendars give. */
static const struct {
	unsigned line;
	const char *text;
	int days[4];
} vectors[] = {
	{ __LINE__, "lunar 12-last", { 128, 216, 205, 125 } },
	{ __LINE__, "@除夕", { 128, 216, 205, 125 } },
	{ __LINE__, "lunar 1-1", { 129, 217, 206, 126 } },
	{ __LINE__, "@春节", { 129, 217, 206, 126 } },
	{ __LINE__, "lunar 1-15", { 212, 303, 220, 209 } },
	{ __LINE__, "term qingming", { 404, 405, 405, 404 } },
	{ __LINE__, "@清明节", { 404, 405, 405, 404 } },
	{ __LINE__, "lunar 5-5", { 531, 619, 609, 528 } },
	{ __LINE__, "@端午节", { 531, 619, 609, 528 } },
	{ __LINE__, "lunar 7-7", { 829, 819, 808, 826 } },
	{ __LINE__, "term qiufen", { 923, 923, 923, 922 } },
	{ __LINE__, "lunar 8-15", { 1006, 925, 915, 1003 } },
	{ __LINE__, "@中秋节", { 1006, 925, 915, 1003 } },
	{ __LINE__, "lunar 9-9", { 1029, 1018, 1008, 1026 } },
	{ __LINE__, "09-sat#3", { 920, 919, 918, 916 } },
	{ __LINE__, "05-sun#3", { 518, 517, 516, 521 } },
	{ __LINE__, "03-mon#-1", { 331, 330, 329, 327 } },
	{ __LINE__, "06-sat#2", { 614, 613, 612, 610 } },
	{ __LINE__, "@元旦", { 101, 101, 101, 101 } },
	{ __LINE__, "@劳动节", { 501, 501, 501, 501 } },
	{ __LINE__, "@国庆节", { 1001, 1001, 1001, 1001 } },
};

static void test_vectors(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
		struct dayexpr_error error;
		struct dayset s;

		CHECK_ROW(vectors[i].line,
			  dayexpr_parse(vectors[i].text, &names, &s, NULL, NULL, &error) == 0);
		for (int k = 0; k < 4; k++) {
			day_t day;

			CHECK_ROW(vectors[i].line,
				  dayset_next(&s, D(2025 + k, 1, 1), &day) &&
					  day == day_of_row(2025 + k, vectors[i].days[k]));
			CHECK_ROW(vectors[i].line, !dayset_next(&s, day + 1, &day) ||
							   civil_from_day(day).year > 2025 + k);
		}
	}
}

static const struct good_row good[] = {
	/* lunar */
	{ __LINE__, "lunar 9-9", "lunar 9-9", 2026, "1: 10-18" },
	{ __LINE__, "lunar 09-09", "lunar 9-9", 2026, "1: 10-18" },
	{ __LINE__, "LUNAR 9-9", "lunar 9-9", 2026, "1: 10-18" },
	{ __LINE__, "lunar 6-1", "lunar 6-1", 2025, "1: 06-25" },
	{ __LINE__, "lunar L6-1", "lunar L6-1", 2025, "1: 07-25" },
	{ __LINE__, "lunar l6-1", "lunar L6-1", 2026, "0:" },
	{ __LINE__, "lunar 6", "lunar 6", 2025, "30: 06-25 06-26 06-27 06-28" },
	{ __LINE__, "lunar L6", "lunar L6", 2025, "29: 07-25 07-26 07-27 07-28" },
	{ __LINE__, "lunar 12-30", "lunar 12-30", 2026, "0:" },
	{ __LINE__, "lunar 12-30", "lunar 12-30", 2024, "1: 02-09" },
	{ __LINE__, "lunar 12-29..12-30", "lunar 12-29..12-30", 2026, "1: 02-16" },
	{ __LINE__, "lunar 12-30..1-2", "lunar 12-30..1-2", 2026, "2: 02-17 02-18" },
	{ __LINE__, "lunar 12-30..12-30", "lunar 12-30..12-30", 2026, "0:" },
	{ __LINE__, "lunar 12-last..1-1", "lunar 12-last..1-1", 2026, "2: 02-16 02-17" },
	{ __LINE__, "lunar 12-23..1-15", "lunar 12-23..1-15", 2026, "22: 02-10 02-11 02-12 02-13" },
	{ __LINE__, "lunar 12-23..1-15", "lunar 12-23..1-15", 2000, "22: 01-29 01-30 01-31 02-01" },
	{ __LINE__, "lunar 6-29..7-2", "lunar 6-29..7-2", 2025, "33: 07-23 07-24 07-25 07-26" },
	{ __LINE__, "lunar L6-29..7-2", "lunar L6-29..7-2", 2025, "3: 08-22 08-23 08-24" },
	{ __LINE__, "lunar L6-29..7-2", "lunar L6-29..7-2", 2026, "0:" },
	{ __LINE__, "lunar 6-30..L6-1", "lunar 6-30..L6-1", 2025, "2: 07-24 07-25" },
	{ __LINE__, "lunar 6-30..L6-1", "lunar 6-30..L6-1", 2026, "0:" },
	{ __LINE__, "lunar L1-1", "lunar L1-1", 2034, "0:" },
	{ __LINE__, "lunar 11-1", "lunar 11-1", 2033, "1: 11-22" },
	{ __LINE__, "lunar L11-1", "lunar L11-1", 2033, "1: 12-22" },
	{ __LINE__, "lunar 11-29..12-30", "lunar 11-29..12-30", 2100,
	  "34: 01-09 01-10 01-11 01-12" },
	{ __LINE__, "lunar 1-1", "lunar 1-1", 2030, "1: 02-03" },
	/* terms */
	{ __LINE__, "term 秋分", "term qiufen", 2028, "1: 09-22" },
	{ __LINE__, "秋分日", "term qiufen", 2028, "1: 09-22" },
	{ __LINE__, "term xiaohan", "term xiaohan", 2000, "1: 01-06" },
	{ __LINE__, "term lichun..yushui", "term lichun..term yushui", 2026,
	  "15: 02-04 02-05 02-06 02-07" },
	{ __LINE__, "term dongzhi..term xiaohan", "term dongzhi..term xiaohan", 2000,
	  "17: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "term dongzhi..term xiaohan", "term dongzhi..term xiaohan", 2100,
	  "15: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "节气清明", "term qingming", 2026, "1: 04-05" },
	/* statutory */
	{ __LINE__, "holiday:春节", "holiday:春节", 2026, "9: 02-15 02-16 02-17 02-18" },
	{ __LINE__, "holiday:元旦", "holiday:元旦", 2026, "3: 01-01 01-02 01-03" },
	{ __LINE__, "holiday:国庆节", "holiday:国庆节", 2025, "8: 10-01 10-02 10-03 10-04" },
	{ __LINE__, "holiday:中秋节", "holiday:中秋节", 2025, "8: 10-01 10-02 10-03 10-04" },
	{ __LINE__, "抗战胜利70周年纪念日假期", "holiday:抗战胜利70周年纪念日", 2015,
	  "3: 09-03 09-04 09-05" },
	{ __LINE__, "legal:春节", "legal:春节", 2026, "4: 02-16 02-17 02-18 02-19" },
	{ __LINE__, "legal:春节", "legal:春节", 2024, "3: 02-10 02-11 02-12" },
	{ __LINE__, "legal:五一", "legal:劳动节", 2027, "2: 05-01 05-02" },
	{ __LINE__, "legal:国庆", "legal:国庆节", 2000, "3: 10-01 10-02 10-03" },
	{ __LINE__, "makeup", "makeup", 2024, "8: 02-04 02-18 04-07 04-28" },
	{ __LINE__, "makeup", "makeup", 2026, "6: 01-04 02-14 02-28 05-09" },
	{ __LINE__, "makeup", "makeup", 2027, "0:" },
	{ __LINE__, "workday", "workday", 2025, "248: 01-02 01-03 01-06 01-07" },
	{ __LINE__, "workday", "workday", 2026, "248: 01-04 01-05 01-06 01-07" },
	{ __LINE__, "restday", "restday", 2026, "117: 01-01 01-02 01-03 01-10" },
	{ __LINE__, "workday and weekend except makeup", "workday and weekend except makeup", 2026,
	  "0:" },
	{ __LINE__, "holiday:春节 or legal:春节", "holiday:春节 or legal:春节", 2026,
	  "9: 02-15 02-16 02-17 02-18" },
	/* anchors and working days */
	{ __LINE__, "@春节 -15..+24", "@春节 -15..+24", 2026, "40: 02-02 02-03 02-04 02-05" },
	{ __LINE__, "@清明 -7..+3", "@清明节 -7..+3", 2026, "11: 03-29 03-30 03-31 04-01" },
	{ __LINE__, "@\"清明\"", "@清明节", 2026, "1: 04-05" },
	{ __LINE__, "@元旦 -3..-1", "@元旦 -3..-1", 2100, "3: 12-29 12-30 12-31" },
	{ __LINE__, "@春节 -30..-1", "@春节 -30..-1", 2100, "32: 01-10 01-11 01-12 01-13" },
	{ __LINE__, "@国庆节 -1wd", "@国庆节 -1wd", 2026, "1: 09-30" },
	{ __LINE__, "@国庆节 +1wd", "@国庆节 +1wd", 2026, "1: 10-08" },
	{ __LINE__, "@国庆节 +3wd", "@国庆节 +3wd", 2026, "1: 10-10" },
	{ __LINE__, "@中秋节 -4wd", "@中秋节 -4wd", 2026, "1: 09-21" },
	{ __LINE__, "@中秋节 -5wd", "@中秋节 -5wd", 2026, "1: 09-20" },
	{ __LINE__, "@中秋节 -6 wd", "@中秋节 -6wd", 2026, "1: 09-18" },
	{ __LINE__, "@国家宪法日 -2wd", "@国家宪法日 -2wd", 2026, "1: 12-02" },
	{ __LINE__, "@宪法宣传周 -1wd", "@宪法宣传周 -1wd", 2026, "1: 11-30" },
	{ __LINE__, "@宪法宣传周 +1wd", "@宪法宣传周 +1wd", 2026, "1: 12-08" },
	{ __LINE__, "@国庆节 -1wd..+1wd", "@国庆节 -1wd..+1wd", 2026,
	  "9: 09-30 10-01 10-02 10-03" },
	{ __LINE__, "@国庆节 -1..-2wd", "@国庆节 -1..-2wd", 2026, "0:" },
	{ __LINE__, "@元旦 -1wd", "@元旦 -1wd", 2000, "1: 12-29" },
	{ __LINE__, "@元旦 -250wd since 2000 until 2000-12-20",
	  "@元旦 -250wd and since 2000 and until 2000-12-20", 2000, "0:" }, /* not in 1999 */
	/* ranges */
	{ __LINE__, "12-15..@春节", "12-15..@春节", 2026, "65: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "12-15..@春节", "12-15..@春节", 2100, "57: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "12-15..lunar 1-15", "12-15..lunar 1-15", 2100, "71: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "2026-01-01..lunar L5-1", "2026-01-01..lunar L5-1", 2026, "0:" },
	{ __LINE__, "2027-12-01..lunar L5-1", "2027-12-01..lunar L5-1", 2027,
	  "31: 12-01 12-02 12-03 12-04" },
	{ __LINE__, "12-15..@春节 -1wd", "12-15..@春节 -1wd", 2026, "62: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "@春节..lunar 1-15", "@春节..lunar 1-15", 2026, "15: 02-17 02-18 02-19 02-20" },
	{ __LINE__, "@春节 -7..lunar 1-15", "@春节 -7..lunar 1-15", 2026,
	  "22: 02-10 02-11 02-12 02-13" },
	{ __LINE__, "@春节 -1wd..@春节 +1wd", "@春节 -1wd..@春节 +1wd", 2026,
	  "11: 02-14 02-15 02-16 02-17" },
	{ __LINE__, "term qingming..05-01", "term qingming..05-01", 2026,
	  "27: 04-05 04-06 04-07 04-08" },
	{ __LINE__, "term qingming..05", "term qingming..05", 2026, "57: 04-05 04-06 04-07 04-08" },
	{ __LINE__, "lunar 12-23..@元旦", "lunar 12-23..@元旦", 2026,
	  "326: 01-01 02-10 02-11 02-12" },
	{ __LINE__, "lunar 12-23..civil 02-15", "lunar 12-23..civil 02-15", 2026,
	  "6: 02-10 02-11 02-12 02-13" },
	{ __LINE__, "lunar 8-15..civil 10-sun#1", "lunar 8-15..civil 10-sun#1", 2026,
	  "10: 09-25 09-26 09-27 09-28" },
	{ __LINE__, "12-01..lunar 12-8", "12-01..lunar 12-8", 2026, "57: 01-01 01-02 01-03 01-04" },
	{ __LINE__, "@国庆节..10-07", "@国庆节..10-07", 2026, "7: 10-01 10-02 10-03 10-04" },
	{ __LINE__, "@宪法宣传周..12-31", "@宪法宣传周..12-31", 2026,
	  "31: 12-01 12-02 12-03 12-04" },
	{ __LINE__, "@宪法宣传周 +1..12-31", "@宪法宣传周 +1..12-31", 2026,
	  "24: 12-08 12-09 12-10 12-11" },
	{ __LINE__, "@国庆节..2026-10-03", "@国庆节..2026-10-03", 2026, "3: 10-01 10-02 10-03" },
	{ __LINE__, "@国庆节..2026-10-03", "@国庆节..2026-10-03", 2025, "0:" },
	{ __LINE__, "2026-09-20..@国庆节", "2026-09-20..@国庆节", 2026,
	  "12: 09-20 09-21 09-22 09-23" },
	{ __LINE__, "2026-09-20..@国庆节", "2026-09-20..@国庆节", 2027, "0:" },
	{ __LINE__, "04-week#4..@劳动节", "04-week#4..@劳动节", 2026,
	  "5: 04-27 04-28 04-29 04-30" },
	{ __LINE__, "@国庆节..@中秋节", "@国庆节..@中秋节", 2025, "6: 10-01 10-02 10-03 10-04" },
	{ __LINE__, "农历正月初一至2030年", "lunar 1-1 and until 2030", 2030, "1: 02-03" },
	{ __LINE__, "workday 2026年起", "workday and since 2026", 2025, "0:" },
	{ __LINE__, "工作日除外调休上班日", "workday except makeup", 2026,
	  "242: 01-05 01-06 01-07 01-08" },
	{ __LINE__, "农历九月初九、中秋假期", "lunar 9-9 or holiday:中秋节", 2026,
	  "4: 09-25 09-26 09-27 10-18" },
};

static const struct bad_row bad[] = {
	{ __LINE__, "lunar", 6, "a lunar day such as lunar 9-9" },
	{ __LINE__, "lunar 13-1", 1, "there is no \"lunar 13-1\" in the lunar calendar" },
	{ __LINE__, "lunar 1-31", 1, "there is no \"lunar 1-31\"" },
	{ __LINE__, "lunar 0-1", 1, "there is no" },
	{ __LINE__, "lunar 1-0", 1, "there is no" },
	{ __LINE__, "农历正月零日", 1, "there is no" },
	{ __LINE__, "农历正月初一至三十一", 8, "there is no" },
	{ __LINE__, "lunar 1-1..1-31", 12, "there is no" },
	{ __LINE__, "农历九月三十一", 1, "there is no \"农历九月三十一\"" },
	{ __LINE__, "农历2026年正月初一", 3, "without a year: lunar 9-9 and 2026" },
	{ __LINE__, "lunar 2026-1-1", 7, "without a year" },
	{ __LINE__, "lunar 9..10-5", 10, "must be alike" },
	{ __LINE__, "lunar 12-23..1", 14, "must be alike" },
	{ __LINE__, "农历正月初十至初三", 8, "ends before it begins" },
	{ __LINE__, "农历正月至初三", 6, "must be alike" },
	{ __LINE__, "lunar 12-23..", 14, "the end of the range is missing" },
	{ __LINE__, "lunar 12-lst", 10, "did you mean \"last\"?" },
	{ __LINE__, "lunr 9-9", 1, "did you mean \"lunar\"?" },
	{ __LINE__, "农厉九月初九", 1, "did you mean \"农历\"?" },
	{ __LINE__, "初九", 1, "\"初九\" needs its lunar month" },
	{ __LINE__, "九月初九", 3, "no civil day: 8月15日, or 农历八月十五" },
	{ __LINE__, "八月十五", 3, "no civil day" },
	{ __LINE__, "农历", 3, "is missing at the end" },
	{ __LINE__, "农历闰", 4, "is missing at the end" },
	{ __LINE__, "农历秋分", 3, "expected a lunar day" },
	{ __LINE__, "term", 5, "one of the 24 solar terms" },
	{ __LINE__, "term quifen", 6, "did you mean \"term qiufen\"?" },
	{ __LINE__, "qiufen", 1, "\"qiufen\" is a solar term; did you mean \"term qiufen\"?" },
	{ __LINE__, "term sat", 6, "one of the 24 solar terms" },
	{ __LINE__, "term qingming -3", 15, "belong to a node" },
	{ __LINE__, "春节", 1, "\"春节\" is a holiday; did you mean \"@春节\"" },
	{ __LINE__, "清明节", 1, "\"清明节法定日\"" },
	{ __LINE__, "五一", 1, "\"五一假期\"" },
	{ __LINE__, "除夕", 1, "did you mean \"@除夕\"?" },
	{ __LINE__, "holiday", 1, "did you mean \"holiday:\"?" },
	{ __LINE__, "holiday 春节", 1, "did you mean \"holiday:\"?" },
	{ __LINE__, "holiday:", 9, "a holiday's name is missing" },
	{ __LINE__, "holiday:春结", 9,
	  "no holiday is called \"春结\"; did you mean \"holiday:春节\"?" },
	{ __LINE__, "@宪法日", 2, "no node is called \"宪法日\"; did you mean \"@国家宪法日\"?" },
	{ __LINE__, "holiday:除夕", 9, "no holiday is called \"除夕\"" },
	{ __LINE__, "holiday:国家宪法日", 9, "no holiday is called" },
	{ __LINE__, "holiday:\"春节", 9, "quotes are not closed" },
	{ __LINE__, "legal:抗战胜利70周年纪念日", 7, "no holiday is called" },
	{ __LINE__, "legal:中秋书", 9, "unknown word \"书\"" },
	{ __LINE__, "legal:国清节", 7, "did you mean \"legal:国庆节\"?" },
	{ __LINE__, "除夕假期", 1, "\"除夕\" is a day" },
	{ __LINE__, "@中秋书", 4, "unknown word \"书\"" },
	{ __LINE__, "@抗战胜利70周年纪念日", 2, "no node is called" },
	{ __LINE__, "workdays", 1, "did you mean \"workday\"?" },
	{ __LINE__, "工作曰", 1, "did you mean \"工作日\"?" },
	{ __LINE__, "sat, 调休日", 6, "\"调休日\" could be a day worked or a day off" },
	{ __LINE__, "调休", 1, "调休上班日 (makeup)" },
	{ __LINE__, "节假日", 1, "休息日 (restday)" },
	{ __LINE__, "法定节假日", 1, "legal:春节" },
	{ __LINE__, "非工作日", 1, "did you mean \"休息日\" (restday)?" },
	{ __LINE__, "从12月15日到@春节", 1, "without 自 or 从" },
	{ __LINE__, "12月15日至春节", 8, "did you mean \"@春节\"" },
	{ __LINE__, "lunar 9-9 -3..+3", 11, "belong to a node" },
	{ __LINE__, "假期", 1, "春节假期" },
	{ __LINE__, "@国家宪法日前2个工作日", 7,
	  "did you mean 前第2个工作日 (-2wd), or 前第2个工作日至前第1个工作日 (-2wd..-1wd)?" },
	{ __LINE__, "@国家宪法日后3个工作日", 7, "后第3个工作日 (+3wd)" },
	{ __LINE__, "@国家宪法日后最后一个工作日", 8, "no working day after is the last" },
	{ __LINE__, "@国家宪法日 -0wd", 9, "the first working day before is -1wd" },
	{ __LINE__, "@国家宪法日 -251wd", 9, "\"251\" is more than 250 working days" },
	{ __LINE__, "@国家宪法日 -2wx", 10, "unknown word \"wx\"" },
	{ __LINE__, "@国家宪法日 -1wd..-2wd", 8, "ends before it begins" },
	{ __LINE__, "@国家宪法日前第2个周六", 11, "expected 工作日" },
	{ __LINE__, "@国家宪法日..", 9, "the end of the range is missing" },
	{ __LINE__, "@国家宪法日..sat", 9, "the end of the range" },
	{ __LINE__, "@国家宪法日..2026", 9, "begins and ends on a day or in a month" },
	{ __LINE__, "@国家宪法日 -3..+3..12-31", 14, "a range begins" },
	{ __LINE__, "workday..12-31", 8, "a range begins" },
	{ __LINE__, "12-01..workday", 8, "the end of the range" },
	{ __LINE__, "12-01..lunar 9-9..10-10", 17, "a range begins" },
	{ __LINE__, "wd", 1, "expected a day" },
	{ __LINE__, "last", 1, "expected a day" },
};

/* What depends on notices, and what does not. */
static const struct {
	unsigned line;
	const char *text;
	bool statutory;
} depends[] = {
	{ __LINE__, "workday", true },
	{ __LINE__, "restday", true },
	{ __LINE__, "makeup", true },
	{ __LINE__, "holiday:春节", true },
	{ __LINE__, "抗战胜利70周年纪念日假期", true },
	{ __LINE__, "sat and (12-04 or workday)", true },
	{ __LINE__, "@国家宪法日 -2wd", true },
	{ __LINE__, "@国家宪法日 -1..+1wd", true },
	{ __LINE__, "12-01..@国家宪法日 -1wd", true },
	{ __LINE__, "@国家宪法日 -1wd..12-31", true },
	{ __LINE__, "@开工", true },
	{ __LINE__, "@开工 -1..+1", true },
	{ __LINE__, "03-01..@开工", true },
	{ __LINE__, "@开工..04-01", true },
	{ __LINE__, "legal:春节", false },
	{ __LINE__, "lunar 9-9", false },
	{ __LINE__, "term qiufen", false },
	{ __LINE__, "@春节 -15..+24", false },
	{ __LINE__, "@国家宪法日", false },
	{ __LINE__, "weekend", false },
	{ __LINE__, "12-15..@春节", false },
};

static void test_depends(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(depends); i++) {
		struct dayexpr_error error;
		struct dayset s;
		bool statutory = !depends[i].statutory;

		CHECK_ROW(depends[i].line, dayexpr_parse(depends[i].text, &names, &s, NULL,
							 &statutory, &error) == 0);
		CHECK_ROW(depends[i].line, statutory == depends[i].statutory);
	}
}

/* All terms by both names. */
static void test_terms(void)
{
	for (int t = 0; t < N_TERMS; t++) {
		_cleanup_(freep) char *canonical = NULL;
		struct dayexpr_error error;
		char text[64];
		struct dayset a, b;
		day_t day;

		snprintf(text, sizeof(text), "term %s", term_pinyin((enum term) t));
		CHECK(dayexpr_parse(text, &names, &a, &canonical, NULL, &error) == 0);
		CHECK(canonical && strcmp(canonical, text) == 0);
		CHECK(dayexpr_parse(term_name((enum term) t), &names, &b, NULL, NULL, &error) == 0);
		CHECK(dayset_equal(&a, &b) && dayset_count(&a) == N_YEARS);
		CHECK(term_day(2026, (enum term) t, &day) == 0 && dayset_has(&a, day));
	}
}

/* A node takes a holiday's name away, but not the holiday's days off. */
static void test_shadow(void)
{
	static const struct anchor list[] = { { "清明节", &constitution_day, false },
					      { "春节", &constitution_week, true },
					      { "国庆节 (旧)", &guessed, false } };
	static const struct dayexpr_names shadowing = { list, ARRAY_SIZE(list), &test_statutory };
	static const struct good_row rows[] = {
		{ __LINE__, "@清明节", "@清明节", 2026, "1: 12-04" },
		{ __LINE__, "@清明", "@清明", 2026, "1: 04-05" },
		{ __LINE__, "@清明前1天", "@清明 -1", 2026, "1: 04-04" },
		{ __LINE__, "清明节假期", "holiday:清明节", 2026, "3: 04-04 04-05 04-06" },
		{ __LINE__, "@春节 -0", "@春节 -0", 2026, "1: 12-01" },
		{ __LINE__, "@国庆", "@\"国庆节\"", 2026, "1: 10-01" },
		{ __LINE__, "@国庆节 (旧)", "@国庆节 (旧)", 2026, "1: 03-02" },
		{ __LINE__, "@“国庆” and (sat or 10-01)", "@\"国庆节\" and (sat or 10-01)", 2026,
		  "1: 10-01" },
	};

	check_good(&shadowing, rows, ARRAY_SIZE(rows));
}

int main(void)
{
	build_statutory();
	fill_anchors();
	test_pairs();
	test_vectors();
	check_good(&names, good, ARRAY_SIZE(good));
	check_bad(&names, bad, ARRAY_SIZE(bad));
	test_depends();
	test_terms();
	test_shadow();
	return test_result();
}
