/* SPDX-License-Identifier: MIT */

/*
 * The simulator's boards, spoken to in raw bytes: frames of vendors' documents
 * and of cards that were heard are understood, and answered as they are there.
 */

#include <time.h>

#include "wire.h"

enum {
	ONBON,
	FK,
	CPOWER,
	CPOWER_NET,
	ALPHA,
	JETFILE,
	MODBUS,
	ONBON_OTHERS, /* a 5K1 at 1, and one that counts in pixels at 2 */
	PORTS,
};

static struct simulated boards;
static int fds[PORTS];

#define HEADS8  "A5A5A5A5A5A5A5A5"
#define HEADS9  HEADS8 "A5"
#define TO_1    HEADS8 "01000080000000000000FE02"
#define TO_ANY  HEADS8 "FEFF0080000000000000FE02"
#define FROM_1  HEADS8 "00800100000000000000FE02"
#define ACK_1   FROM_1 "0500 A000000000 64DC 5A"
#define ACK_ANY HEADS9 "0080FEFF000000000000FE020500 A000000000 14AC 5A"

/* In order: what is asked, what comes back, what is then shown (NULL: not looked at). */
static const struct {
	int line;
	int port;
	const char *request, *answer, *text;
} exchanges[] = {
	/* Ping, as both kinds of host send it; a frame in noise, and after one that was cut off. */
	{ __LINE__, ONBON, TO_1 "0500 A200010000 68F8 5A", ACK_1, "" },
	{ __LINE__, ONBON, HEADS8 "0100008000000000000058020500 A200010000 BB5F 5A", ACK_1, "" },
	{ __LINE__, ONBON, "0011 A5 01000080000000000000FE020500 A200010000 68F8 5A", ACK_1, "" },
	{ __LINE__, ONBON, "A5010000" TO_1 "0500 A200010000 68F8 5A", ACK_1, "" },
	/* Another board's. */
	{ __LINE__, ONBON, HEADS8 "02000080000000000000FE020500 A200010000 2CBC 5A", "", "" },
	/* Groups and commands that there are not. */
	{ __LINE__, ONBON, TO_1 "0500 A3EE010000 6010 5A", FROM_1 "0500 A001020000 C4E0 5A", NULL },
	{ __LINE__, ONBON, TO_1 "0500 B000010000 D0FB 5A", FROM_1 "0500 A001010000 34E0 5A", NULL },
	/* Dynamic areas: example 8 of the document, pixels, and a captured one. */
	{ __LINE__, ONBON,
	  TO_ANY
	  "2C00 A306010000 00 01 2300 00 0080 0000 8080 2000 00 00 00 0A00 00 00 00 02 01 01 "
	  "00 02 0A 08000000 BBB6D3ADB9E2C1D9 3C49 5A",
	  ACK_ANY, "欢迎光临" },
	{ __LINE__, ONBON,
	  TO_1
	  "2C00 A306010000 00 01 2300 00 0080 0000 4080 1000 00 00 00 0000 00 00 00 01 02 03 00 "
	  "04 00 08000000 B7A8D6CED0FBB4AB BACD 5A",
	  ACK_1, "法治宣传" },
	{ __LINE__, ONBON,
	  TO_1
	  "3200 A306012D00 00 01 2900 00 0000 0000 1800 2000 00 00 00 0200 00 00 00 02 02 03 00 "
	  "04 05 0E000000 3031323334355152535454562742 A87D 5A",
	  ACK_1, "012345QRSTTV'B" },
	/* The same as it was reprinted, with another width and the old checksum. */
	{ __LINE__, ONBON,
	  TO_1
	  "3200 A306012D00 00 01 2900 00 0000 0000 8000 2000 00 00 00 0200 00 00 00 02 02 03 00 "
	  "04 05 0E000000 3031323334355152535454562742 A87D 5A",
	  FROM_1 "0500 A001050000 7521 5A", "012345QRSTTV'B" },
	{ __LINE__, ONBON,
	  TO_ANY
	  "2C00 A306010000 00 01 2300 00 0080 0000 8080 2000 00 00 00 0A00 00 00 00 02 01 01 "
	  "00 02 0B 08000000 BBB6D3ADB9E2C1D9 3C49 5A",
	  HEADS9 "0080FEFF000000000000FE020500 A001050000 0551 5A", "012345QRSTTV'B" },
	{ __LINE__, ONBON, TO_1 "0700 A306010000 FF 00 6674 5A", ACK_1, "" },
	/* Nobody answers where that was not asked for. */
	{ __LINE__, ONBON,
	  TO_1
	  "3500 A306020000 00 01 2C00 00 0000 0C00 4000 0C00 01 0A 01 0200 00 00 00 01 01 01 00 "
	  "17 02 11000000 5C464F30303054454D5045523A3231A1E6 82DA 5A",
	  "", "TEMPER:21℃" },
	{ __LINE__, ONBON, TO_1 "0700 A306010200 FF 00 67CC 5A", ACK_1, "" },
	/* Rows by an escape, a colour among them; two areas; one that is not wholly on the board.
	 */
	{ __LINE__, ONBON,
	  TO_1 "3900A306010100FF01300000008000008080200000000000000000000201010000001500"
	       "0000B7A8D6CE5C4332D0FBB4AB5C6ED7D4D4B8C6BDB5C8979E5A",
	  ACK_1, "法治宣传|自愿平等" },
	{ __LINE__, ONBON,
	  TO_1 "4500A306010100FF021D0000008000004080100000000000000000000201010000000200000041421D"
	       "000040801000408010000100000000000001020101000000020000004344D7C85A",
	  ACK_1, "AB|CD" },
	{ __LINE__, ONBON,
	  TO_1 "2600A306010100FF011D0000C08100008080100000000000000000000201010000000200000041"
	       "42A2415A",
	  ACK_1, "" },
	{ __LINE__, ONBON,
	  TO_1
	  "2600A306010100FF011D0000008000008080100000000000000000000201010000000200000041428A60"
	  "5A",
	  FROM_1 "0500 A001050000 7521 5A", "" },
	/* Off is dark, whatever is there. */
	{ __LINE__, ONBON, TO_1 "0600 A30001000002 39EB 5A", ACK_1, "dark" },
	{ __LINE__, ONBON, TO_1 "0600 A30001000001 79EA 5A", ACK_1, "" },
	{ __LINE__, ONBON, TO_1 "0700 A302010000 01 08 2656 5A", ACK_1, NULL },
	{ __LINE__, ONBON, TO_1 "0D00 A203010800 1320 01 25 11 17 26 05 B03F 5A", ACK_1, NULL },
	{ __LINE__, ONBON,
	  HEADS8 "FFFF0080000000000000FE020D00 A203020000 2620 11 23 08 05 09 01 54EB 5A", "",
	  NULL },
	/* The clock in a text is the board's. */
	{ __LINE__, ONBON,
	  TO_1 "3900A306010100FF013000000080000080802000000000000000000002010100000015000000"
	       "5C464F303030415C44592D5C444C2D5C44445C6E4228865A",
	  ACK_1, "A2026-11-23|B" },
	{ __LINE__, ONBON, TO_1 "0500 A310010000 51F8 5A", ACK_1, "" },
	/* Programmes in flash, the second one with an escaped length. */
	{ __LINE__, ONBON, TO_ANY "0E00 A105010000 01 50303030 47000000 4814 5A", ACK_ANY, "" },
	{ __LINE__, ONBON,
	  TO_ANY "5900 A106010000 50303030 01 0000 4700 00000000 00 50303030 47000000 FF 0000 01 "
		 "FFFFFFFFFFFFFFFF 01 00 00 01 2C000000 00 0080 0000 8080 2000 FF 00 00 0000 00 00 "
		 "00 02 02 02 00 0A 0A 0D000000 BBB6D3ADB9E2C1D94F6E626F6E 0F18 ECF0 5A",
	  HEADS9 "0080FEFF000000000000FE020900 A106000000 47000000 638F 5A", "欢迎光临Onbon" },
	{ __LINE__, ONBON, TO_1 "0E00 A105010000 01 50303030 49000000 E216 5A", ACK_1, NULL },
	{ __LINE__, ONBON,
	  TO_1
	  "5B0100 A106010000 50303030 01 0000 4900 00000000 00 50303030 49000000 FF 0000 01 "
	  "FFFF0124 14200124 FF 00 00 01 2A000000 00 1800 0000 0800 4000 FF 00 00 0000 00 00 00 "
	  "02 02 01 00 00 0A 0F000000 7777772E6F6E626F6E62782E636F6D 524D 0711 5A",
	  FROM_1 "0900 A106000000 49000000 7A7C 5A", "www.onbo|nbx.com" },
	{ __LINE__, ONBON, TO_1 "0B00 A10A010000 0400 50303030 9449 5A",
	  FROM_1 "1100 A18A000000 0A00 50303030 49000000 524D EAFB 5A", NULL },
	{ __LINE__, ONBON, TO_1 "0B00 A10A010000 0400 50303131 5419 5A",
	  FROM_1 "0500 A001060000 8521 5A", NULL },
	{ __LINE__, ONBON, TO_1 "0B00 A304010000 00 01 50303030 C240 5A", ACK_1, NULL },
	{ __LINE__, ONBON, TO_1 "0B00 A304010000 00 00 50303030 FF80 5A", ACK_1, NULL },
	{ __LINE__, ONBON, HEADS8 "FEFF0080FF0000000000FE020500 A209010000 F000 5A",
	  HEADS9 "0080FEFF000000000000FE020C00 A209000000 02 000810 011010 0932 5A", NULL },
	{ __LINE__, ONBON, TO_1 "0500 A20A010000 6B20 5A",
	  FROM_1 "1600 A20A000000 0100 62 01 0002 4000 01 0000000000000000 00B1 5A",
	  "www.onbo|nbx.com" },

	{ __LINE__, FK,
	  "0064FFFF62 25 00 15 01 00 02 15 01 03 00 FF000000 00000000 1200 "
	  "BBB6D3ADB9E2C1D9C7EBC8EBB3A1CDA3B3B5 F4F5",
	  "0064FFFF62 01 00 976A", "欢迎光临请入场停" },
	{ __LINE__, FK,
	  "0064FFFF62 17 01 01 01 02 15 01 03 00 00 FF000000 00000000 0400 B7A8D6CE 301E",
	  "0064FFFF62 01 00 976A", NULL },
	{ __LINE__, FK,
	  "00C8FFFF62 1500 00 01 01 02 01 01 03 00 00 FF000000 00000000 0200 4344 0294",
	  "00C8FFFF62 0100 00 47A4", NULL },
	{ __LINE__, FK, "0064FFFF30 03 01 4142 B7CA", "0064FFFF30 01 00 36BB", NULL },
	{ __LINE__, FK, "0064FFFF99 01 00 E69B", "0064FFFF99 01 01 275B", NULL },
	{ __LINE__, FK, "0164FFFF62 01 00 87AA", "", NULL },
	{ __LINE__, FK, "0064FFFF62 01 00 0000", "", NULL },

	{ __LINE__, CPOWER,
	  "A5 6832017B01 0F00 0000 12 00 00 00 00 0003 02 FF0000 61626300 6203 AE",
	  "A5 E832017B00 0100 0000 12 A901 AE", "abc" },
	{ __LINE__, CPOWER,
	  "A5 6832017B01 1300 0000 12 00 00 01 00 0003 02 FF0000 6162630D63626100 9A04 AE",
	  "A5 E832017B00 0100 0000 12 A901 AE", "abc|cba" },
	{ __LINE__, CPOWER,
	  "A5 6832017B01 1400 0000 12 00 00 05 00 0003 02 FF0000 B7A8D6CED0FBB4AB00 7308 AE",
	  "A5 E832017B00 0100 0000 12 A901 AE", "法治宣传" },
	/* A command in two packets is shown when it is whole. */
	{ __LINE__, CPOWER, "A5 6832017B01 0D00 0001 12 00 00 00 00 0003 02 FF0000 6162 FE02 AE",
	  "A5 E832017B00 0100 0000 12 A901 AE", "法治宣传" },
	{ __LINE__, CPOWER, "A5 6832017B01 0200 0101 6300 7E01 AE",
	  "A5 E832017B00 0100 0000 12 A901 AE", "abc" },
	{ __LINE__, CPOWER, "A5 6832017B01 0200 0101 6300 7E01 AE",
	  "A5 E832017B02 0100 0000 12 AB01 AE", "abc" },
	/* To all; 56 pixels high, of which four go on the board. */
	{ __LINE__, CPOWER,
	  "A5 6832FF7B01 1400 0000 12 00 00 05 00 0003 07 00FF00 D5FDB3A3CDA8D0D000 8609 AE",
	  "A5 E832017B00 0100 0000 12 A901 AE", "正常" },
	{ __LINE__, CPOWER,
	  "A5 6832017B01 1400 0000 12 00 00 05 00 0003 02 FF0000 B7A8D6CED0FBB4AB00 7308 AE",
	  "A5 E832017B00 0100 0000 12 A901 AE", "法治宣传" },
	{ __LINE__, CPOWER, "A5 6832017B01 0400 0000 07 00 0000 2201 AE",
	  "A5 E832017B00 0100 0000 07 9E01 AE", NULL },
	{ __LINE__, CPOWER, "A5 68320176 01 00 00 0000000000000000 1201 AE",
	  "A5 E832017601 00 00 9201 AE", "dark" },
	{ __LINE__, CPOWER, "A5 68320176 01 00 01 0000000000000000 1301 AE",
	  "A5 E832017601 00 01 9301 AE", "法治宣传" },
	{ __LINE__, CPOWER, "A5 68320176 01 01 1301 AE",
	  "A5 E832017601 01 01 1800180000000000 C401 AE", NULL },
	{ __LINE__, CPOWER, "A5 6832014701 00 09 05 08 01 17 0B 1A 3601 AE",
	  "A5 E832014701 01 6401 AE", NULL },
	{ __LINE__, CPOWER,
	  "A5 6832014601 00 0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F 4A02 AE",
	  "A5 E832014601 01 6301 AE", NULL },
	{ __LINE__, CPOWER, "A5 6832014601 01 E300 AE",
	  "A5 E832014601 01 0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F CB02 AE", NULL },
	/* Programmes, which there are only in a template; an append code that is escaped. */
	{ __LINE__, CPOWER, "A5 6832017B01 0200 0000 84 00 9D01 AE",
	  "A5 E832017B80 0100 0000 84 9B02 AE", NULL },
	{ __LINE__, CPOWER, "A5 6832017B01 0200 0000 82 11 AC01 AE",
	  "A5 E832017B01 0100 0000 82 1A02 AE", NULL },
	{ __LINE__, CPOWER,
	  "A5 6832017B01 2800 0000 81 01 0080 0020 01 01 0003 01 02 01 00 00 00 00 00 000000000000 "
	  "0000 0000 0080 0020 01 00 02 01 01 0003 05 1703 AE",
	  "A5 E832017B00 0100 0000 81 1802 AE", NULL },
	{ __LINE__, CPOWER, "A5 6832017B01 0200 0000 82 11 AC01 AE",
	  "A5 E832017B00 0100 0000 82 1902 AE", NULL },
	{ __LINE__, CPOWER, "A5 6832017B01 0D00 0000 85 DEADBEAA05 01 01 00 B7A8D6CE00 9C07 AE",
	  "A5 E832017B00 0800 0000 85 DEADBEAA05 01 01 00 1305 AE", "法治宣传" },
	{ __LINE__, CPOWER, "A5 6832017B01 0700 0000 89 02 01 00000000 AA0A01 AE",
	  "A5 E832017B00 0D00 0000 89 02 01 00000000 01 01 DEADBEAA05 1F05 AE", NULL },
	{ __LINE__, CPOWER, "A5 6832017B01 0700 0000 89 02 07 00000000 B001 AE",
	  "A5 E832017B11 0100 0000 89 3102 AE", NULL },
	{ __LINE__, CPOWER, "A5 6832017B01 0100 0000 06 1E01 AE",
	  "A5 E832017B00 0100 0000 06 9D01 AE", "法治" },
	{ __LINE__, CPOWER, "A5 6832017B01 0200 0000 84 00 9D01 AE",
	  "A5 E832017B00 0100 0000 84 1B02 AE", "" },
	{ __LINE__, CPOWER, "A5 68320176 01 01 1302 AE", "", NULL },

	{ __LINE__, CPOWER_NET,
	  "FFFFFFFF 1F00 0000 6832017B01 1400 0000 12 00 00 05 00 0003 02 FF0000 "
	  "B7A8D6CED0FBB4AB00 7308",
	  "FFFFFFFF 0C00 0000 E832017B00 0100 0000 12 A901", "法治宣传" },
	{ __LINE__, CPOWER_NET,
	  "FFFFFFFF 1D00 0000 6832017B01 1200 0000 01 02 0000 0000 0080 0010 0000 0010 0080 0010 "
	  "5C02",
	  "FFFFFFFF 0C00 0000 E832017B00 0100 0000 01 9801", "" },

	{ __LINE__, ALPHA, "0000000000 01 5A3030 02 4141 1B2062 48656C6C6F 03 30333138 04", "0640",
	  "Hello" },
	{ __LINE__, ALPHA, "0000000000015A3031024241033030383804",
	  "000000000001303030024141 1B206248656C6C6F033033313804", "Hello" },
	{ __LINE__, ALPHA, "0000000000015A30310241301B2062555247454E54033032453804", "0640",
	  "URGENT" },
	{ __LINE__, ALPHA, "0000000000015A3031024130033030373604", "0640", "Hello" },
	/* Wrong sum; a file that is not there; another sign. */
	{ __LINE__, ALPHA, "0000000000 01 5A3030 02 4141 1B2062 48656C6C6F 03 30333139 04", "1550",
	  "Hello" },
	{ __LINE__, ALPHA, "0000000000015A303102415A7878033031393004", "1560", "Hello" },
	{ __LINE__, ALPHA, "0000000000015A3032024241033030383804", "", "Hello" },
	{ __LINE__, ALPHA, "0000000000 01 5A3030 02 4524 414155 30313030 46463030 04", "0640", "" },
	{ __LINE__, ALPHA,
	  "0000000000015A3031024524414155303130304646303031424C3030374430303030033035344304",
	  "0640", "" },
	{ __LINE__, ALPHA, "0000000000015A3031024731776F726C64033032413504", "0640", "" },
	{ __LINE__, ALPHA, "0000000000015A30310241411B20624869201031033032333604", "0640",
	  "Hi world" },
	{ __LINE__, ALPHA, "0000000000015A3031024624033030364604",
	  "000000000001303030024524414155303130304646303031424C3030374430303030033035344304",
	  NULL },
	{ __LINE__, ALPHA, "0000000000015A303102452030383035033031333704", "0640", NULL },
	{ __LINE__, ALPHA, "0000000000015A303102453B313132333236033031423404", "0640", NULL },

	{ __LINE__, JETFILE, "55A7 0500 0000 0000 0000 0100 03 01 00 00",
	  "55A8E1000000000100000100030103005402000101 00007F00010000", "" },
	/* Another's packet, to which no answer is wanted. */
	{ __LINE__, JETFILE, "55A7 DF01 0200 0201 0304 3412 02 04 01 01 FF010200 4142", "", "" },
	{ __LINE__, JETFILE,
	  "55A78B08130000000001020002040600450041000000000000000000000013000000000201000100015A3030"
	  "0241411A35B7A8D6CE0DD0FBB4AB04",
	  "55A89B0000000001000002000204010100900000", "法治|宣传" },
	{ __LINE__, JETFILE,
	  "55A797000000000000010300010405004500000041000000000000000000000000020100",
	  "55A811081300000100000300010402001300010013000000015A30300241411A35B7A8D6CE0DD0FBB4AB04",
	  NULL },
	{ __LINE__, JETFILE, "55A70E0000000000000104000403010001000000",
	  "55A89E0000000001000004000403010100900000", "dark" },
	{ __LINE__, JETFILE, "55A70E00000000000001050004040000",
	  "55A8A00000000001000005000404010100900000", "法治|宣传" },
	{ __LINE__, JETFILE, "55A712000000000000010600010A0000",
	  "55A811010000000100000600010A040000010001000100018000200054020001", NULL },
	{ __LINE__, JETFILE, "55A7AD000000000000010700050202002620112308050114",
	  "55A8A10000000001000007000502010100900000", NULL },
	{ __LINE__, JETFILE, "55A70F00000000000001080005010000",
	  "55A8AE000000000100000800050102002620112308050214", NULL },
	{ __LINE__, JETFILE, "55A7FA00000000000001090002EE0000",
	  "55A89101000000010000090002EE010105900000", NULL },
	{ __LINE__, JETFILE, "55A78200000000000001090077010000",
	  "55A8180100000001000009007701010104900000", NULL },
	{ __LINE__, JETFILE, "55A70F00000000000001090003010000",
	  "55A8A20000000001000009000301010102900000", "法治|宣传" },
	{ __LINE__, JETFILE, "55A7580000000000000109000702010044000000",
	  "55A8A50000000001000009000702010100900000", "法治|宣传" },

	{ __LINE__, MODBUS, "01 10 0000 0003 06 452035323300 D321", "01 10 0000 0003 8008", "?" },
	{ __LINE__, MODBUS, "01 10 03E8 0005 0A B7A8D6CED0FBB4AB0000 81F5", "01 10 03E8 0005 807A",
	  NULL },
	{ __LINE__, MODBUS, "01 03 03E8 0005 05B9", "01 03 0A B7A8D6CED0FBB4AB0000 0F52", NULL },
	{ __LINE__, MODBUS, "01 06 0000 001F C802", "01 06 0000 001F C802", NULL },

	{ __LINE__, ONBON_OTHERS, TO_1 "0500 A200010000 68F8 5A", ACK_1, "" },
	/* A width of 128 without bit 15, which the other would take for 1024. */
	{ __LINE__, ONBON_OTHERS,
	  "A5A5A5A5A5A5A5A502000080000000000000FE022600A306010100FF011D0000000000008000100000000000"
	  "000000000201010000000200000041429EF15A",
	  "A5A5A5A5A5A5A5A500800200000000000000FE020500A000000000942C5A", "AB" },
};

static const int addresses[PORTS] = { 1, 0, 1, 1, 1, 1, 1, 2 };

static void test_exchanges(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(exchanges); i++) {
		int port = exchanges[i].port;
		char command[32];

		snprintf(command, sizeof(command), "text %d:%d", port, addresses[port]);
		CHECK_ROW(exchanges[i].line,
			  wire_ask(&boards, fds[port], exchanges[i].request, exchanges[i].answer));
		if (exchanges[i].text)
			CHECK_ROW(exchanges[i].line,
				  wire_says(&boards, command, exchanges[i].text));
	}
}

/* A state begins as expected; its counts come after the clock. */
static bool state_is(int port, const char *before, const char *after)
{
	const char *said = simulated_ask(&boards, "state %d:%d", port, addresses[port]);
	const char *counts = strstr(said, "requests ");

	if (strncmp(said, before, strlen(before)) == 0 && counts && strstr(counts, after) != NULL)
		return true;
	printf("  state: %s\n", said);
	return false;
}

static void test_states(void)
{
	CHECK(state_is(ONBON, "on brightness 8 clock 2026-11-23T08:", "destructive 0 flash 2"));
	CHECK(state_is(FK, "on brightness 0 clock 2000-01-01T00:", "requests 5 destructive 0"));
	CHECK(state_is(CPOWER, "on brightness 15 clock 2026-11-23T08:", "destructive 0 flash 5"));
	CHECK(state_is(ALPHA, "on brightness 0 clock 2026-11-23T08:", "destructive 2"));
	CHECK(state_is(JETFILE, "on brightness 255 clock 2026-11-23T08:", "destructive 1"));
	CHECK(wire_says(&boards, "text 1:0", "CD|法治"));
}

/* What a power cut takes away, and what it leaves. */
static void test_reboot(void)
{
	simulated_tell(&boards, "foreign 0:1 另一个|节目");
	CHECK(wire_says(&boards, "text 0:1", "另一个|节目"));
	simulated_tell(&boards, "reboot 0:1");
	CHECK(wire_says(&boards, "text 0:1", "www.onbo|nbx.com"));
	CHECK(state_is(ONBON, "on brightness 8 clock 2000-01-01T00:00", "restarts 1"));

	simulated_tell(&boards, "reboot 1:0");
	CHECK(wire_says(&boards, "text 1:0", ""));
	simulated_tell(&boards, "reboot 2:1");
	CHECK(wire_says(&boards, "text 2:1", "法治宣传"));
	simulated_tell(&boards, "reboot 4:1");
	CHECK(wire_says(&boards, "text 4:1", "Hi"));
	simulated_tell(&boards, "reboot 5:1");
	CHECK(wire_says(&boards, "text 5:1", ""));
}

/* Every make can be given a text that nobody asked for; Modbus needs a map. */
static void test_foreign(void)
{
	for (int port = 0; port < PORTS; port++) {
		char command[32];

		if (port == MODBUS)
			continue;
		snprintf(command, sizeof(command), "text %d:%d", port, addresses[port]);
		simulated_tell(&boards, "foreign %d:%d Hi", port, addresses[port]);
		CHECK(wire_says(&boards, command, "Hi"));
	}
	CHECK(strncmp(simulated_ask(&boards, "foreign 6:1 Hi"), "error", 5) == 0);
}

/* Run mode 2: the area is gone when nobody sends it again. */
static void test_timeout(void)
{
	static const char area[] = TO_1
		"2600A306010100FF011D0000008000008080100003000201000000000201010000000200000041"
		"4229195A";
	const struct timespec more = { 1, 100000000 };

	CHECK(wire_ask(&boards, fds[ONBON], area, ACK_1));
	CHECK(wire_says(&boards, "text 0:1", "AB"));
	nanosleep(&more, NULL);
	CHECK(wire_says(&boards, "text 0:1", "www.onbo|nbx.com"));
}

/* The status: on, brightness, clock, one programme, its name, no special areas, areas by number. */
static void test_status(void)
{
	static const char status[] = TO_1 "0500 A102010000 2D40 5A";
	static const uint8_t ids[] = { 1, 3 };
	uint8_t got[WIRE_MAX];
	ssize_t n;

	CHECK(wire_ask(&boards, fds[ONBON],
		       TO_1
		       "2600A306010100FF011D000000800000808010000300020100000000020101000000020000"
		       "00414229195A",
		       ACK_1));
	wire_send(fds[ONBON], status);
	n = wire_read(fds[ONBON], got, 60, WIRE_DEADLINE);
	CHECK(n > 60 && got[8 + 14] == 0xa1 && got[8 + 15] == 0x02 && got[8 + 16] == 0);
	CHECK(got[8 + 19] == 1 && got[8 + 20] == 8 && got[8 + 29] == 1);
	CHECK(memcmp(got + 8 + 30, "P000\0\0", 6) == 0);
	CHECK(memcmp(got + 8 + 36, ids, sizeof(ids)) == 0);
}

/* A 5K1 has no special areas to tell of. */
static void test_status_5k1(void)
{
	uint8_t got[WIRE_MAX];
	ssize_t n;

	wire_send(fds[ONBON_OTHERS], TO_1 "0500 A102010000 2D40 5A");
	n = wire_read(fds[ONBON_OTHERS], got, 1, WIRE_DEADLINE);
	CHECK(n > 60 && got[8 + 29] == 0 && memcmp(got + 8 + 30, "\0\0\0\0\0SIMULATED", 14) == 0);
}

/* It is obeyed, and counted: whoever sends it is found out. */
static void test_destructive(void)
{
	CHECK(wire_ask(&boards, fds[ONBON], TO_1 "0500 A100010000 2CF8 5A", ACK_1));
	CHECK(wire_says(&boards, "text 0:1", ""));
	CHECK(state_is(ONBON, "on brightness 15", "destructive 1"));
}

static void start(const char *program)
{
	static const char *const args[] = {
		"--serial-tcp", "0",           "--board", "onbon:1:512x64",
		"--serial-tcp", "0",           "--board", "fk:0",
		"--serial-tcp", "0",           "--board", "cpower:1",
		"--tcp",        "0",           "--board", "cpower:1:128x32",
		"--serial-tcp", "0",           "--board", "alpha2:1",
		"--udp",        "0",           "--board", "jetfile:1",
		"--serial-tcp", "0",           "--unit",  "1",
		"--udp",        "0",           "--board", "onbon-5k1:1",
		"--board",      "onbon-raw:2", NULL
	};

	if (simulated_start(&boards, program, args) < 0) {
		printf("%s does not start\n", program);
		exit(EXIT_FAILURE);
	}
	for (int i = 0; i < PORTS; i++) {
		bool datagrams = i == JETFILE || i == ONBON_OTHERS;

		fds[i] = wire_socket(datagrams ? SOCK_DGRAM : SOCK_STREAM, boards.tcp_ports[i]);
		CHECK(fds[i] >= 0);
	}
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: %s SIMULATOR\n", argv[0]);
		return 2;
	}
	start(argv[1]);
	test_exchanges();
	test_states();
	test_reboot();
	test_timeout();
	test_status();
	test_status_5k1();
	test_destructive();
	test_foreign();
	for (int i = 0; i < PORTS; i++)
		close(fds[i]);
	CHECK(simulated_stop(&boards) == 0);
	return test_result();
}
