/* SPDX-License-Identifier: MIT */
/* Hours as people write them, by table: of rules, and with the sun. */
#include "check.h"
#include "config/hours.h"

static const struct {
	int line;
	const char *text;
	const char *says; /* "07:20-08:30" of each in minutes, or what is wrong */
} hours[] = {
	{ __LINE__, "07:20-08:30", "440-510" },
	{ __LINE__, "17:00-18:30, 07:20-08:30", "440-510 1020-1110" },
	{ __LINE__, " 7:20 - 8:30 ,9:00-10:00 ", "440-510 540-600" },
	{ __LINE__, "07：20至08：30、09:00–10:00，11:00—12:00", "440-510 540-600 660-720" },
	{ __LINE__, "00:00-24:00", "0-1440" },
	{ __LINE__, "22:00-24:00", "1320-1440" },
	{ __LINE__, "22:00-00:00", "1320-1440" },
	{ __LINE__, "22:00-06:30", "1320-1830" },
	{ __LINE__, "08:00-09:00, 09:00-10:00", "480-540 540-600" },
	{ __LINE__, "22:00-06:30, 06:30-07:00", "390-420 1320-1830" },
	{ __LINE__, "08:00-08:00", "08:00-08:00 is no time at all (the whole day is 00:00-24:00)" },
	{ __LINE__, "24:00-08:00", "24:00 can only be an end" },
	{ __LINE__, "08:00-24:01", "\"08:00-24:01\" is not a span like 07:20-08:30" },
	{ __LINE__, "08:60-09:00", "\"08:60-09:00\" is not a span like 07:20-08:30" },
	{ __LINE__, "25:00-26:00", "\"25:00-26:00\" is not a span like 07:20-08:30" },
	{ __LINE__, "8-9", "\"8-9\" is not a span like 07:20-08:30" },
	{ __LINE__, "08:0-09:00", "\"08:0-09:00\" is not a span like 07:20-08:30" },
	{ __LINE__, "108:00-09:00", "\"108:00-09:00\" is not a span like 07:20-08:30" },
	{ __LINE__, "08:000-09:00", "\"08:000-09:00\" is not a span like 07:20-08:30" },
	{ __LINE__, "", "\"\" is not a span like 07:20-08:30" },
	{ __LINE__, "08:00-09:00,", "\"\" is not a span like 07:20-08:30" },
	{ __LINE__, "08:00-09:00; 10:00-11:00",
	  "\"; 10:00-11:00\" stands where a comma was expected" },
	{ __LINE__, "08:00-09:00, 08:59-10:00", "08:00-09:00 and 08:59-10:00 overlap" },
	{ __LINE__, "22:00-06:30, 06:00-07:00", "22:00-06:30 and 06:00-07:00 overlap" },
	{ __LINE__, "00:00-01:00,01:00-02:00,02:00-03:00,03:00-04:00,04:00-05:00",
	  "more than 4 spans" },
	{ __LINE__, "08:00..09:00, 10:00－11:00", "480-540 600-660" },
	{ __LINE__, "sunset..23:00",
	  "\"sunset..23:00\": sunrise and sunset can stand in limits and levels only" },
};

static void test_hours(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(hours); i++) {
		char got[256] = "", error[HOURS_ERROR_MAX] = "";
		struct hours spans[4];
		int n = hours_parse(hours[i].text, spans, ARRAY_SIZE(spans), error);
		size_t at = 0;

		for (int k = 0; k < n; k++)
			at += (size_t) snprintf(got + at, sizeof(got) - at, "%s%u-%u", k ? " " : "",
						spans[k].from, spans[k].to);
		CHECK_ROW(hours[i].line, strcmp(n < 0 ? error : got, hours[i].says) == 0);
		if (strcmp(n < 0 ? error : got, hours[i].says) != 0)
			printf("says: %s\n", n < 0 ? error : got);
	}
}

#define NOT_A_SPAN(text) "\"" text "\" is not a span like 07:20-08:30 or sunset-30m..sunrise"

static const struct {
	int line;
	const char *text;
	const char *says; /* each in canonical form, with + where it ends on the day after */
} sun_hours[] = {
	{ __LINE__, "sunset-30m..sunrise", "sunset-30m..sunrise+" },
	{ __LINE__, "sunrise+1h..sunset", "sunrise+1h..sunset" },
	{ __LINE__, "sunset..23:00", "sunset..23:00" },
	{ __LINE__, "17:00..sunset", "17:00..sunset" },
	{ __LINE__, "22:00..sunrise", "22:00..sunrise+" },
	{ __LINE__, "12:00..sunrise", "12:00..sunrise+" },
	{ __LINE__, "11:59..sunrise", "11:59..sunrise" },
	{ __LINE__, "05:00..sunrise", "05:00..sunrise" },
	{ __LINE__, "sunrise..08:00", "sunrise..08:00" },
	{ __LINE__, "sunset..00:30", "sunset..00:30+" },
	{ __LINE__, "sunset..06:30", "sunset..06:30+" },
	{ __LINE__, "sunset..12:00", "sunset..12:00" },
	{ __LINE__, "sunset..24:00", "sunset..24:00" },
	{ __LINE__, "sunset..00:00", "sunset..24:00" },
	{ __LINE__, "sunrise..00:00", "sunrise..24:00" },
	{ __LINE__, "sunrise-30m..sunrise+30m", "sunrise-30m..sunrise+30m" },
	{ __LINE__, "sunset..sunset+2h", "sunset..sunset+2h" },
	{ __LINE__, "sunrise-1h30m..sunset+90m", "sunrise-1h30m..sunset+1h30m" },
	{ __LINE__, "sunset-12h..sunset+0m", "sunset-12h..sunset" },
	/* Joined by what rules have, where it can be told from a minus. */
	{ __LINE__, "sunset-23:00", "sunset..23:00" },
	{ __LINE__, "17:00-sunset", "17:00..sunset" },
	{ __LINE__, "sunset-sunrise", "sunset..sunrise+" },
	{ __LINE__, "sunset-30m-sunrise", "sunset-30m..sunrise+" },
	{ __LINE__, "sunset - 1h - 23:00", "sunset-1h..23:00" },
	{ __LINE__, " sunset - 30 min .. sunrise + 1 h 5 m ", "sunset-30m..sunrise+1h5m+" },
	/* Chinese. */
	{ __LINE__, "日落前30分至日出", "sunset-30m..sunrise+" },
	{ __LINE__, "日落-30m..日出", "sunset-30m..sunrise+" },
	{ __LINE__, "日出后1小时至日落前1小时30分钟", "sunrise+1h..sunset-1h30m" },
	{ __LINE__, "日落后半小时—23：00", "sunset+30m..23:00" },
	{ __LINE__, "17：00～日落＋10分，日出－1时…日出", "17:00..sunset+10m sunrise-1h..sunrise" },
	/* Of several those by the clock come first, and only they are told to overlap. */
	{ __LINE__, "sunset..23:00, 12:00-13:00, 07:20-08:30",
	  "07:20-08:30 12:00-13:00 sunset..23:00" },
	{ __LINE__, "17:00-20:00, 17:30..sunset", "17:00-20:00 17:30..sunset" },
	{ __LINE__, "sunset..23:00, 22:00-06:30, 06:00-07:00",
	  "22:00-06:30 and 06:00-07:00 overlap" },
	{ __LINE__, "22:00-06:30", "22:00-06:30" },
	{ __LINE__, "00:00-24:00", "00:00-24:00" },
	{ __LINE__, "sunset..sunset",
	  "sunset..sunset is no time at all (the whole day is "
	  "00:00-24:00)" },
	{ __LINE__, "sunrise+1h..sunrise-1h",
	  "sunrise+1h..sunrise-1h is no time at all (the whole "
	  "day is 00:00-24:00)" },
	{ __LINE__, "24:00..sunrise", "24:00 can only be an end" },
	{ __LINE__, "sunset+12h1m..sunrise",
	  "sunset+12h1m..sunrise: at most 12 hours before or after the sun's" },
	{ __LINE__, "sunset..sunrise-99h999m",
	  "sunset..sunrise-115h39m: at most 12 hours before or after the sun's" },
	{ __LINE__, "sunset+100h..sunrise", NOT_A_SPAN("sunset+100h..sunrise") },
	{ __LINE__, "sunset+1000m..sunrise", NOT_A_SPAN("sunset+1000m..sunrise") },
	{ __LINE__, "sunset+30..sunrise", NOT_A_SPAN("sunset+30..sunrise") },
	{ __LINE__, "sunset-30..sunrise", NOT_A_SPAN("sunset-30..sunrise") },
	{ __LINE__, "sunset+30m1h..sunrise", NOT_A_SPAN("sunset+30m1h..sunrise") },
	{ __LINE__, "日落前..日出", NOT_A_SPAN("日落前..日出") },
	{ __LINE__, "sunset", NOT_A_SPAN("sunset") },
	{ __LINE__, "sunset..", NOT_A_SPAN("sunset..") },
	{ __LINE__, "Sunset..sunrise", NOT_A_SPAN("Sunset..sunrise") },
	{ __LINE__, "sunset..sunrises", "\"s\" stands where a comma was expected" },
	{ __LINE__, "17:00+1h..sunset", NOT_A_SPAN("17:00+1h..sunset") },
	{ __LINE__, "", NOT_A_SPAN("") },
};

static void test_sun_hours(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sun_hours); i++) {
		char got[256] = "", text[HOURS_TEXT_MAX];
		char error[HOURS_ERROR_MAX] = "";
		struct sun_hours spans[4];
		int n = sun_hours_parse(sun_hours[i].text, spans, ARRAY_SIZE(spans), error);
		size_t at = 0;

		for (int k = 0; k < n; k++) {
			const struct hours_end *to = &spans[k].to;
			bool after = hours_need_sun(&spans[k]) &&
				     (to->next || to->minutes > MINUTES_PER_DAY);

			at += (size_t) snprintf(got + at, sizeof(got) - at, "%s%s%s", k ? " " : "",
						sun_hours_format(&spans[k], text),
						after ? "+" : "");
		}
		CHECK_ROW(sun_hours[i].line, strcmp(n < 0 ? error : got, sun_hours[i].says) == 0);
		if (strcmp(n < 0 ? error : got, sun_hours[i].says) != 0)
			printf("says: %s\n", n < 0 ? error : got);
	}
}

int main(void)
{
	test_hours();
	test_sun_hours();
	return test_result();
}
