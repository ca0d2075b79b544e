/* SPDX-License-Identifier: MIT */

/* Texts on boards of all sizes: rows drawn with | between them and || between pages. */

#include "check.h"
#include "pufa/base.h"
#include "schedule/layout.h"

static const struct {
	int line;
	const char *text;
	unsigned rows, columns;
	const char *drawn;
} cases[] = {
	/* What fits, and what just does not. */
	{ __LINE__, "", 2, 16, "" },
	{ __LINE__, "法", 2, 16, "法" },
	{ __LINE__, "法律面前人人平等", 2, 16, "法律面前人人平等" },
	{ __LINE__, "中华人民共和国公民在法律面前一律平等", 3, 16,
	  "中华人民共和国公|民在法律面前一律|平等" },
	{ __LINE__, "中华人民共和国公民在法律面前一律平等", 2, 16,
	  "中华人民共和国公|民在法律面前一律||平等" },

	/* A mark does not start a row: the character before it moves down. */
	{ __LINE__, "法律面前人人平等，人人守法。", 2, 16, "法律面前人人平|等，人人守法。" },
	{ __LINE__, "公民的人格尊严不受侵犯。禁止诬告", 2, 22,
	  "公民的人格尊严不受侵|犯。禁止诬告" },
	{ __LINE__, "一二三、四", 2, 6, "一二|三、四" },
	{ __LINE__, "一二三。四", 2, 6, "一二|三。四" },
	{ __LINE__, "一二三；四", 2, 6, "一二|三；四" },
	{ __LINE__, "一二三：四", 2, 6, "一二|三：四" },
	{ __LINE__, "一二三？四", 2, 6, "一二|三？四" },
	{ __LINE__, "一二三！四", 2, 6, "一二|三！四" },
	{ __LINE__, "一二三）四", 2, 6, "一二|三）四" },
	{ __LINE__, "一二三】四", 2, 6, "一二|三】四" },
	{ __LINE__, "一二三」四", 2, 6, "一二|三」四" },
	{ __LINE__, "一二三』四", 2, 6, "一二|三』四" },
	{ __LINE__, "一二三》四", 2, 6, "一二|三》四" },
	{ __LINE__, "一二三〉四", 2, 6, "一二|三〉四" },
	{ __LINE__, "一二三”四", 2, 6, "一二|三”四" },
	{ __LINE__, "一二三’四", 2, 6, "一二|三’四" },
	{ __LINE__, "一二三·四", 2, 6, "一二|三·四" },
	{ __LINE__, "一二三～四", 2, 6, "一二|三～四" },
	{ __LINE__, "一二三－四", 2, 6, "一二|三－四" },
	{ __LINE__, "一二三％四", 2, 6, "一二|三％四" },
	{ __LINE__, "一二三‰四", 2, 6, "一二|三‰四" },
	{ __LINE__, "一二三℃四", 2, 6, "一二|三℃四" },
	{ __LINE__, "一二三,四", 2, 6, "一二|三,四" },
	{ __LINE__, "一二三)四", 2, 6, "一二|三)四" },
	{ __LINE__, "一二三々四", 2, 6, "一二|三々四" },
	{ __LINE__, "一二三。”）四", 3, 8, "一二|三。”）|四" },

	/* An opening mark does not end one. */
	{ __LINE__, "一二（三四", 2, 6, "一二|（三四" },
	{ __LINE__, "一二【三四", 2, 6, "一二|【三四" },
	{ __LINE__, "一二「三四", 2, 6, "一二|「三四" },
	{ __LINE__, "一二『三四", 2, 6, "一二|『三四" },
	{ __LINE__, "一二《三四", 2, 6, "一二|《三四" },
	{ __LINE__, "一二〈三四", 2, 6, "一二|〈三四" },
	{ __LINE__, "一二“三四", 2, 6, "一二|“三四" },
	{ __LINE__, "一二‘三四", 2, 6, "一二|‘三四" },
	{ __LINE__, "一二￥30", 2, 6, "一二|￥30" },
	{ __LINE__, "一二$30", 2, 5, "一二|$30" },
	{ __LINE__, "一二№3", 2, 6, "一二|№3" },
	{ __LINE__, "一二“《三四》”", 3, 8, "一二|“《三|四》”" },

	/* Dashes and ellipses stay whole, and with what they follow. */
	{ __LINE__, "一二——三四", 3, 6, "一|二——|三四" },
	{ __LINE__, "一二三……四", 2, 8, "一二|三……四" },
	{ __LINE__, "一二……", 2, 4, "一|二||……" },
	{ __LINE__, "……一二", 2, 4, "……|一二" },
	{ __LINE__, "一————二", 3, 6, "一——|——二" },

	/* Numbers and words of letters are not cut. */
	{ __LINE__, "刑法第133条之一", 3, 8, "刑法第|133条之|一" },
	{ __LINE__, "刑法第133条之一", 2, 8, "刑法第|133条||之一" },
	{ __LINE__, "《民法典》第1043条", 2, 16, "《民法典》第1043|条" },
	{ __LINE__, "《民法典》第1043条", 2, 14, "《民法典》第|1043条" },
	{ __LINE__, "《民法典》第1043条", 3, 8, "《民法|典》第|1043条" },
	{ __LINE__, "2026年12月4日国家宪法日", 2, 14, "2026年12月4日|国家宪法日" },
	{ __LINE__, "2026年12月4日国家宪法日", 3, 10, "2026年12月|4日国家宪|法日" },
	{ __LINE__, "2026年12月4日国家宪法日", 3, 8, "2026年12|月4日国|家宪法日" },
	{ __LINE__, "利率不超过15.4%的部分", 2, 14, "利率不超过|15.4%的部分" },
	{ __LINE__, "罚款1,000,000元", 3, 10, "罚款|1,000,000|元" },
	{ __LINE__, "降至-5℃以下", 2, 6, "降至|-5℃以||下" },
	{ __LINE__, "上午9:30到17:00", 2, 8, "上午9:30|到17:00" },
	{ __LINE__, "拨打12348法律热线", 2, 8, "拨打|12348法||律热线" },
	{ __LINE__, "学法用法Law and Order", 2, 12, "学法用法Law|and Order" },
	{ __LINE__, "第２０２６号", 3, 8, "第|２０２６|号" },
	{ __LINE__, "用e-mail报名", 2, 8, "用e-mail|报名" },
	{ __LINE__, "Don't litter", 2, 6, "Don't|litter" },
	{ __LINE__, "Don’t litter", 2, 8, "Don’t|litter" },
	{ __LINE__, "flk.npc.gov.cn", 2, 16, "flk.npc.gov.cn" },
	{ __LINE__, "网址flk.npc.gov.cn查法", 3, 14, "网址|flk.npc.gov.cn|查法" },

	/* An accent stays with its letter, and the letter in its word. */
	{ __LINE__, "ab cafe\u0301s", 2, 5, "ab|cafe\u0301s" },
	{ __LINE__, "ae\u0301e\u0301", 2, 2, "ae\u0301|e\u0301" },
	{ __LINE__, "一\u00a0二三", 2, 5, "一\u00a0二|三" },

	/* A word that no row holds is cut, but not at its marks. */
	{ __LINE__, "internationalization", 3, 8, "internat|ionaliza|tion" },
	{ __LINE__, "法internationalization", 3, 8, "法intern|ationali|zation" },
	{ __LINE__, "abcdef.gh", 3, 6, "abcde|f.gh" },

	/* Spaces. */
	{ __LINE__, "一二三 四五六", 2, 6, "一二三|四五六" },
	{ __LINE__, "一二三　　四五六", 2, 6, "一二三|四五六" },
	{ __LINE__, "一 二 三 四", 2, 8, "一 二 三|四" },
	{ __LINE__, "宪法  ", 2, 4, "宪法" },
	{ __LINE__, "   ", 2, 4, "" },
	{ __LINE__, "　　宪法至上", 2, 16, "　　宪法至上" },
	{ __LINE__, "　　　　宪法", 2, 8, "宪法" },
	{ __LINE__, "一二（ 三", 3, 6, "一二|（ 三" },
	{ __LINE__, "一二三 ，四", 3, 6, "一二|三 ，|四" },

	/* The solidus holds on to both sides; straight quotes open and close by turns. */
	{ __LINE__, "一二和/或三", 2, 6, "一二|和/或||三" },
	{ __LINE__, "一\"二三\"四\"五\"", 2, 8, "一\"二三\"|四\"五\"" },
	{ __LINE__, "一二'三'四", 2, 6, "一|二'三'||四" },
	{ __LINE__, "他说\"法\"好", 2, 6, "他说|\"法\"好" },

	/* Rows too narrow for the rules: something still goes on each. */
	{ __LINE__, "平等。", 1, 2, "平||等||。" },
	{ __LINE__, "《法》", 8, 2, "《|法|》" },
	{ __LINE__, "（一）", 2, 4, "（一|）" },
	{ __LINE__, "12", 1, 2, "12" },
	{ __LINE__, "123", 8, 2, "12|3" },
	{ __LINE__, "法1", 8, 2, "法|1" },
	{ __LINE__, "法律。", 2, 3, "法|律||。" },

	/* A last page of one character takes some of the row before. */
	{ __LINE__, "中华人民共和国公民", 1, 16, "中华人民共和国||公民" },
	{ __LINE__, "中华人民共和国公民在法律面前一律平", 2, 16,
	  "中华人民共和国公|民在法律面前一||律平" },
	{ __LINE__, "中华人民共和国公民在法律面前一律。", 2, 16,
	  "中华人民共和国公|民在法律面前||一律。" },
	{ __LINE__, "中华人民共和国公民", 2, 16, "中华人民共和国公|民" },
	{ __LINE__, "一二三", 1, 4, "一二||三" },
	{ __LINE__, "一二三四 五", 1, 8, "一二三||四 五" },
	{ __LINE__, "一二三四五六（）七", 1, 16, "一二三四五||六（）七" },
};

static void draw(const struct layout *l, const char *text, char *buf)
{
	*buf = '\0';
	for (unsigned p = 0; p < l->n_pages; p++)
		for (unsigned r = 0; r < layout_page_rows(l, p); r++) {
			char row[ROW_BYTES_MAX * 2];

			layout_row(l, text, p, r, row, sizeof(row));
			if (r > 0 || p > 0)
				strcat(buf, r > 0 ? "|" : "||");
			strcat(buf, row);
		}
}

static void test_cases(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char drawn[TEXT_MAX * 4];
		struct layout l;

		CHECK_ROW(cases[i].line,
			  layout_text(cases[i].text, cases[i].rows, cases[i].columns, &l) == 0);
		draw(&l, cases[i].text, drawn);
		if (strcmp(drawn, cases[i].drawn) != 0)
			printf("%s, not %s\n", drawn, cases[i].drawn);
		CHECK_ROW(cases[i].line, strcmp(drawn, cases[i].drawn) == 0);
	}
}

static void test_limits(void)
{
	static struct layout l, before;
	char text[TEXT_MAX + 2], row[ROW_BYTES_MAX * 2];

	memset(&l, 0x5a, sizeof(l));
	before = l;
	CHECK(layout_text("法", 0, 16, &l) == -EINVAL);
	CHECK(layout_text("法", ROWS_MAX + 1, 16, &l) == -EINVAL);
	CHECK(layout_text("法", 1, 1, &l) == -EINVAL);
	CHECK(layout_text("法", 1, COLUMNS_MAX + 1, &l) == -EINVAL);
	CHECK(layout_text("\xff", 1, 16, &l) == -EILSEQ);
	CHECK(layout_text("法\xe6", 1, 16, &l) == -EILSEQ);
	CHECK(layout_text("a\nb", 1, 16, &l) == -EILSEQ);
	CHECK(layout_text("a\xe2\x80\xae"
			  "b",
			  1, 16, &l) == -EILSEQ);
	memset(text, 'x', sizeof(text) - 1);
	text[TEXT_MAX + 1] = '\0';
	CHECK(layout_text(text, 1, 16, &l) == -EMSGSIZE);
	CHECK(memcmp(&l, &before, sizeof(l)) == 0);

	text[TEXT_MAX] = '\0';
	CHECK(layout_text(text, 1, 2, &l) == 0);
	CHECK(l.n_rows == TEXT_MAX / 2 && l.n_pages == TEXT_MAX / 2);
	CHECK(layout_page_rows(&l, l.n_pages) == 0);
	layout_row(&l, text, l.n_pages, 0, row, sizeof(row));
	CHECK(row[0] == '\0');

	/* Marks without cells can not make a row longer than its buffer. */
	for (size_t i = 0; i < TEXT_MAX; i += 2)
		memcpy(text + i, "\u0301", 2);
	CHECK(layout_text(text, 1, 16, &l) == 0);
	CHECK(l.n_rows == 3 && l.rows[0].n < ROW_BYTES_MAX * 2);
}

/* The rules once more, for few characters and told another way, to judge random texts by. */

static const char *const alphabet[] = {
	"法", "律", "人", "民", "平", "等", "中", "国", "，", "。", "》", "）", "”",
	"《", "（", "“",  "、", "1",  "2",  "a",  "b",  ".",  "%",  " ",  "——", "……",
};

#define CLOSING "，。》）”、%.—…"
#define OPENING "《（“"

static bool is_one_of(const char *set, const char *at)
{
	size_t n = (uint8_t) *at < 0x80 ? 1 : 3;

	for (const char *s = set; *s; s += (uint8_t) *s < 0x80 ? 1 : 3)
		if (strncmp(s, at, n) == 0)
			return true;
	return false;
}

static bool is_latin(const char *at)
{
	return *at && strchr("12ab", *at);
}

/* May a row end somewhere between the characters at @a and @b, which nothing but spaces part? */
static bool may_break(const char *a, const char *b)
{
	bool apart = *(b - 1) == ' ';

	if (is_one_of(OPENING, a) || is_one_of(CLOSING, b))
		return false;
	if (apart)
		return true;
	if (is_latin(a) && is_latin(b))
		return false;
	/* A point between two of a word: a and b are the point and what follows. */
	return !(*a == '.' && is_latin(b) && is_latin(a - 1));
}

struct letters {
	unsigned n;
	const char *at[TEXT_MAX];
	const char *end[TEXT_MAX];
};

static void split(const char *text, struct letters *ret)
{
	ret->n = 0;
	for (const char *s = text; *s;) {
		const char *at = s;

		(void) utf8_next(&s);
		if (*at == ' ')
			continue;
		ret->at[ret->n] = at;
		ret->end[ret->n++] = s;
	}
}

static unsigned cells(const char *from, const char *to)
{
	char buf[TEXT_MAX + 1];

	memcpy(buf, from, (size_t) (to - from));
	buf[to - from] = '\0';
	return (unsigned) text_width(buf);
}

/* The fewest rows that break no rule, by trying them all; 0: there are none. */
static unsigned fewest_rows(const struct letters *t, unsigned columns)
{
	unsigned fewest[TEXT_MAX + 1] = { 0 };

	for (unsigned i = 1; i <= t->n; i++) {
		fewest[i] = UINT16_MAX;
		for (unsigned j = i; j-- > 0 && cells(t->at[j], t->end[i - 1]) <= columns;)
			if ((j == 0 || may_break(t->at[j - 1], t->at[j])) &&
			    fewest[j] + 1 < fewest[i])
				fewest[i] = fewest[j] + 1;
	}
	return fewest[t->n] >= UINT16_MAX ? 0 : fewest[t->n];
}

/* All that must hold for any text: returns how many rows end or begin against the rules. */
static unsigned check_rows(const struct layout *l, const char *text, unsigned columns)
{
	const char *at = text;
	unsigned against = 0;

	for (unsigned i = 0; i < l->n_rows; i++) {
		const char *row = text + l->rows[i].at, *end = row + l->rows[i].n;
		const char *last = end;

		CHECK(row >= at && strspn(at, " ") == (size_t) (row - at));
		CHECK(row < end && *row != ' ' && end[-1] != ' ');
		CHECK(cells(row, end) <= columns);
		do
			last--;
		while (((uint8_t) *last & 0xc0) == 0x80);
		at = end;
		at += strspn(at, " ");
		against += *at && !may_break(last, at);
	}
	CHECK(*at == '\0');
	return against;
}

static void test_properties(uint64_t *state)
{
	for (unsigned round = 0; round < 20000; round++) {
		unsigned rows = 1 + (unsigned) (test_random(state) % ROWS_MAX);
		unsigned columns = 2 + (unsigned) (test_random(state) % 20);
		unsigned n = 1 + (unsigned) (test_random(state) % 40), fewest, against;
		static struct layout l, again;
		struct letters t;
		char buf[TEXT_MAX] = " ", *text = buf + 1; /* may_break() looks before */
		int failures = test_failures;

		/* The first is never a space: an indent may stay. */
		strcat(text, alphabet[test_random(state) % 23]);
		for (unsigned i = 1; i < n; i++)
			strcat(text, alphabet[test_random(state) % ARRAY_SIZE(alphabet)]);

		CHECK(layout_text(text, rows, columns, &l) == 0);
		CHECK(layout_text(text, rows, columns, &again) == 0);
		CHECK(l.n_rows == again.n_rows &&
		      memcmp(l.rows, again.rows, l.n_rows * sizeof(*l.rows)) == 0);
		CHECK(l.n_pages == (l.n_rows + rows - 1) / rows);

		split(text, &t);
		against = check_rows(&l, text, columns);
		fewest = fewest_rows(&t, columns);
		CHECK(fewest == 0 || (against == 0 && l.n_rows == fewest));
		if (test_failures > failures) {
			printf("%u rows of %u cells, fewest %u: %s\n", rows, columns, fewest, text);
			return;
		}
	}
}

int main(int argc, char **argv)
{
	uint64_t state = test_seed(argc, argv);

	test_cases();
	test_limits();
	test_properties(&state);
	return test_result();
}
