/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/verbs.h"

/* In alphabetical order. */
const struct verb verbs[] = {
	{ "blank", "[BOARD...]", "keep boards dark for a while",
	  "BOARD is the name of a board or a group; all boards where none is given.  --for is like 30m,\n"
	  "2h, 1h30m or 1d, from a minute to 7d, and must be given, or --until.  It ends by itself, or by\n"
	  "`pufactl resume`, and goes on over a restart and a power cut.  It is before every notice.\n"
	  "\n"
	  "JSON: {order: ORDER or null, refused: [line]}; ORDER as in `pufactl notice list --help`.\n",
	  0, VERB_ARGS_MAX, TAKES_HOST | TAKES_ORDER, verb_blank },
	{ "calendar", "[YYYY-MM|YYYY]", "print a month, with lunar days, terms, holidays and nodes",
	  "This month where none is given; from 1901-01 to 2100-12.  A year is twelve small months.\n"
	  "休 is a day off, 班 a make-up workday, ? one that a notice to come may change; a dot is a\n"
	  "day of a node that lasts at most two weeks.  Before 2000 no holidays and no nodes are known.\n"
	  "--at is the day that counts as today.\n"
	  "--ics prints the plan of a year (2000-2100) as iCalendar instead.\n"
	  "\n"
	  "JSON: [{date, weekday, lunar: {year, month, day, leap}, term, kind, basis, holiday, makeup,\n"
	  "provisional, nodes: [name]}], an item a day.  weekday: mon to sun.  term, holiday: null if\n"
	  "none.  kind: work, rest.  basis: notice, legal, principle, weekday.\n",
	  0, 1, TAKES_AT | TAKES_FILES | TAKES_ICS, verb_calendar },
	{ "check", "[PATH...]", "report every mistake and warning in the files",
	  "PATH is a site's file or one file of playlists or rules; without one it is the\n"
	  "installed site, " SITE_FILE ", or what --config names.\n"
	  "Exit code 1 if there is an error.  Of a whole site also what is missing today, or at --at, is\n"
	  "said: the notice of this year (an error), of the next one (from 1 November, an error from\n"
	  "15 December), days that are not announced (one line a file where they are many, with --all\n"
	  "one each), themes and rules that are over.  Of the year from then on: stretches between\n"
	  "rules in which only the filler plays, rules and messages that never get their turn; and texts\n"
	  "of too many pages or said twice, and articles that a law does not have.\n"
	  "\n"
	  "JSON: [{severity, file, line, message}]; line 0 is the file as a whole.\n",
	  0, VERB_ARGS_MAX, TAKES_ALL | TAKES_AT | TAKES_FILES | TAKES_PROFILES, verb_check },
	{ "diff", "[OLD] NEW", "say what changes when NEW replaces OLD, on which boards and days",
	  "OLD and NEW are a site's file, a directory with a pufa.cfg, or a directory of playlists, to\n"
	  "which the other set's site belongs.  OLD is the installed site where it is left out.  A NEW\n"
	  "without playlists of its own is read with those of OLD.\n"
	  "First what was edited, then what plays otherwise: other lists, other shares, dark.  From today\n"
	  "on or --from to 365 days later or --to; whole days.  Of makes of boards only their size, driver\n"
	  "and characters are compared.  Exit code 0 also where there are no differences; 1 where a set\n"
	  "has mistakes.\n"
	  "\n"
	  "JSON: {old, new: {path, digest}, from, to, edits: [{edit, kind, name, playlist, before, after:\n"
	  "{file, line} or null, facts: [{name, before, after}]}], changes: [{boards, days, hours, before,\n"
	  "after: [{playlist, share}], edited, provisional}], positions_move}.  edit: added, removed, changed, moved.\n"
	  "before, after of changes: [] is dark, null no board.  edited: a playlist of which a message was\n"
	  "edited, on days when it plays; then hours, before and after are null.\n",
	  1, 2, TAKES_DIFF | TAKES_FILES | TAKES_PROFILES, verb_diff },
	{ "encode", "PROFILE TEXT", "print the frames that would be sent to a board",
	  "PROFILE is the name of an installed profile, or the path of a profile's file.\n"
	  "--address is the board's address on its line and must be given.\n"
	  "\n"
	  "JSON: {frames: [hex], pages: [{page, rows, frames: [hex]}]}; frames has those of all\n"
	  "pages in order, page counts from 1.\n",
	  2, 2, TAKES_ADDRESS | TAKES_PROFILES, verb_encode },
	{ "explain", "BOARD [TIME]", "say why a board shows what it shows, and until when",
	  "TIME is now where it is left out.\n"
	  "\n"
	  "JSON: {shows: SHOWING or null, until: TIME or null, because, considered: [{rule,\n"
	  "verdict, why}]}; SHOWING as in `pufactl status --help`.\n",
	  1, 2, TAKES_FILES | TAKES_HOST | TAKES_PROFILES, verb_explain },
	{ "export", "FILE", "turn a playlist into a table for a spreadsheet",
	  "FILE is a playlist's own file.  The table is CSV, as spreadsheets open it: columns playlist,\n"
	  "title, law, article, text, seconds.  `pufactl import FILE.csv` makes a playlist of it again; what\n"
	  "stands in comments is not in it.\n"
	  "\n"
	  "JSON: {playlist, title, law, messages: [{article, text, seconds, line}]}; title, article,\n"
	  "seconds may be null.\n",
	  1, 1, TAKES_OUTPUT, verb_export },
	{ "fit", "PROFILE TEXT", "draw how a text lies on a board",
	  "PROFILE is the name of an installed profile, or the path of a profile's file.\n"
	  "Exit code 1 if the board can not show a character of TEXT.\n"
	  "\n"
	  "JSON: {rows, columns, pages: [[row]], missing: [{character, code_point}]}\n",
	  2, 2, TAKES_PROFILES, verb_fit },
	{ "health", "", "be a plugin for a monitoring system",
	  "Exit code 0: all is well; 1: warning; 2: critical, or pufad can not be reached;\n"
	  "3: unknown, or not used rightly.  A board of which nothing ever comes back is well once it\n"
	  "was given its page; its state is unknown all the same.  An incident that is open counts as its\n"
	  "level says, one that is over and not seen as a warning.  The first line says it in short, with\n"
	  "figures after the bar: label=value[unit];warn;crit;min;max, U where it is not known.  The\n"
	  "lines after it say what is wrong.\n"
	  "\n"
	  "JSON: {status, code, message, details: [line], boards: {STATE: count}, incidents,\n"
	  "incidents_open, incidents_err, last_seen_age, log_age}; incidents: how many are open or not\n"
	  "seen; incidents_err: are open and of level err.  last_seen_age: seconds since the board was\n"
	  "heard that was silent longest; log_age: since the last record of the play log.  null where it\n"
	  "is not known, all of them where pufad can not be reached.\n",
	  0, 0, TAKES_HOST | TAKES_HOSTS, verb_health },
	{ "import", "FILE", "turn a law's text into a playlist, article by article",
	  "FILE is an official law text, plain or in Markdown, in UTF-8 or GB18030, or a word processor's\n"
	  "document (.docx), of which a line is a paragraph.  An article is a\n"
	  "message; one longer than a message may be, or than 6 pages on --profile, becomes several, cut\n"
	  "at the ends of sentences.  What belongs to no article, or was not understood, is left out and\n"
	  "said with its line.  Exit code 1 if nothing is left to be written.\n"
	  "--articles is like 33-56,1043,133-1: 33 to 56, 1043, and 133-1 (第一百三十三条之一); a range\n"
	  "can be written A..B, too.  Texts are as the law has them: shorten them before they go up.\n"
	  "FILE.csv is a table of messages with columns as `pufactl export` has them, or by their names in\n"
	  "Chinese, 播放单 标题 法律 条 文字 秒; with a mistake nothing is written.  JSON as of export.\n"
	  "\n"
	  "JSON: {playlist, law, messages: [{article, text, line, headings}], left_out: [{line, last,\n"
	  "why, text}]}; headings, of part and chapter, may be null.\n",
	  1, 1, TAKES_LAW | TAKES_PROFILES, verb_import },
	{ "import-holidays", "FILE", "turn a notice's JSON into a file of holidays",
	  "FILE is in the form of holiday-cn, {year, papers: [text], days: [{name, date, isOffDay}]}.\n"
	  "The notice is checked as when it is loaded; with an error nothing is printed: exit code 1.\n"
	  "--revision is the number of papers where it is left out, the notice's number that in the\n"
	  "last paper, or the paper itself.\n"
	  "\n"
	  "JSON: {year, notice, revision, decree, source, off: [{name, days}], work: [date]}\n",
	  1, 1, TAKES_IMPORT, verb_import_holidays },
	{ "incidents", "[seen ID...]", "list what is wrong, or say that it was seen",
	  "Those that are open, and those that a person has not yet seen; with --all also what closed\n"
	  "lately.  `incidents seen ID...` or `incidents seen all` says that a person has seen them: what\n"
	  "needs a person closes with that, and a board that was kept dark or left alone for foreign texts\n"
	  "shows its own again.\n"
	  "\n"
	  "JSON: [{id, kind, level, subject, text, opened, closed, open, seen, count}]; level: err, warning.\n"
	  "subject: a board, a line, a year, or null.  closed: when the fault ended, null while it is open.\n"
	  "count: how often it came back while it was open.  kind: board-foreign, board-offline,\n"
	  "board-refused, clock-untrusted, disk-full, font-lacks, line-down, line-echo, log-damaged,\n"
	  "reload-refused, thread-stuck, year-unannounced, zone-changed.\n",
	  0, VERB_ARGS_MAX, TAKES_ALL | TAKES_HOST | TAKES_HOSTS, verb_incidents },
	{ "log", "[BOARD]", "list what was shown, and what went wrong",
	  "The last 50 records where neither --since nor --until nor --lines is given.  With BOARD, or\n"
	  "--board, its own records and those that concern all.  A record that was made while the clock\n"
	  "was not trusted has the time since the machine came up (up 0:00:12.345) instead.\n"
	  "A play is listed when it is known to be up: sent, acknowledged (the board's word), verified\n"
	  "(read back and equal); it is up until the board's next line.  Damaged lines are listed as such.\n"
	  "--kind is a list, like play,incident, of: start, stop, set (files came in force), play, dark,\n"
	  "lost (what is shown is not known), missed (never reached the board), incident, order\n"
	  "(a notice or a blank), clock, gap (records were dropped), recovered, damage, day, text.\n"
	  "\n"
	  "JSON: [{seq, at, mono, kind, ...}], with --follow an object a line.  seq counts all records,\n"
	  "mono is milliseconds since boot, at null where the clock was not trusted.  More by kind:\n"
	  "start: version, boot.  set: digest, who.  play: board, how, playlist, law, article, text,\n"
	  "digest, file, line, page, pages, from, until (as planned).  dark: board, how, from, until.\n"
	  "lost: board, why.  missed: board, playlist to line as of a play, from, until, why.\n"
	  "incident: id, what (opened, closed, seen), incident, level, subject, text, count.\n"
	  "order: id, what (put, cleared, resumed, expired), order (notice, blank), who, text, boards,\n"
	  "until.\n"
	  "clock: before, text.  gap: n, why.  recovered: n.  damage: text.  day: day.\n"
	  "damaged, where no record is left of a line: why, line; seq, at and mono are null.\n",
	  0, 1, TAKES_HOST | TAKES_LISTING | TAKES_LOG, verb_log },
	{ "log export", "", "write the log as a database or a table",
	  "--sqlite: tables runs, sets, losses, incidents, orders, events, texts; views plays, dark, missed,\n"
	  "minutes_by_law, minutes_by_board, minutes_by_article (by month).  --csv: the plays and dark\n"
	  "times, - is stdout.  Times are RFC 3339 in the site's zone, and milliseconds (_ms).\n"
	  "--since and --until take what began then; shown_ms is how long it is known to have been up,\n"
	  "by the monotonic clock.  again: a play of which there is an earlier row.  end: replaced, lost,\n"
	  "stopped, unknown (killed, or records missing: counted up to the last record before), open.\n"
	  "Written whole or not at all; --force writes over a file that is there.\n",
	  0, 0, TAKES_EXPORT | TAKES_HOST | TAKES_LOG, verb_log_export },
	{ "log verify", "[DIRECTORY]", "find what was changed in, put into or taken out of the log",
	  "Of the log that pufad keeps here, and then also whether its end is what pufad wrote last; or\n"
	  "of a copy in DIRECTORY.  Exit code 1 if anything is found, each with its file and line, or if\n"
	  "there is no log.\n"
	  "Needs to read the files, which are root's and pufa's.\n"
	  "\n"
	  "JSON: {directory, whole, records, segments, first: {seq, at}, last: {seq, at}, head: {seq,\n"
	  "hash} or null, torn, findings: [{file, line, what, message}]}.  head: what pufad wrote last.\n"
	  "torn: bytes of a last line that was not written to its end, which is no fault.\n"
	  "what: changed, chain, missing, order, segment, unreadable, head.\n",
	  0, 1, 0, verb_log_verify },
	{ "metrics", "", "print measurements for Prometheus",
	  "In the text format 0.0.4.  pufa_up is 0 where pufad can not be reached, and then it is all\n"
	  "there is: exit code 1, but 0 with --output, which is for the textfile collector of\n"
	  "node_exporter (see pufa-metrics.timer).  With --host each sample is labelled gateway.\n"
	  "\n"
	  "JSON: [{name, type, help, samples: [{labels: {LABEL: text}, value}]}]; times are seconds since\n"
	  "1970.\n",
	  0, 0, TAKES_HOST | TAKES_HOSTS | TAKES_OUTPUT, verb_metrics },
	{ "notice", "add|clear|list", "put up a text for a while",
	  "Each of the three has a help of its own: `pufactl notice add --help`.\n", 0,
	  VERB_ARGS_MAX, TAKES_HOST | TAKES_NOTICE | TAKES_ORDER, verb_notice },
	{ "notice add", "TEXT", "put up a text for a while, before what is planned",
	  "On the boards and groups of --boards, like south-gate,community; on all where it is left out.\n"
	  "--for is like 30m, 2h or 1h30m, from a minute to 24h, and must be given, or --until.\n"
	  "The most urgent notice of a board is shown, of those the newest; --urgency is 1 where it is\n"
	  "left out.  Boards that are off by a limit stay off, but for --through-quiet-hours.\n"
	  "How it lies on each board is drawn, and on a terminal asked before it goes up; not with --yes\n"
	  "or --json.  If any board can not show a character, it goes up on none: exit code 1.\n"
	  "It goes on over a restart and a power cut until it ends.\n"
	  "\n"
	  "JSON: {order: ORDER or null, refused: [line], preview: [{boards, rows, columns, pages:\n"
	  "[[row]]}]}; ORDER as in `pufactl notice list --help`.\n",
	  1, 1, TAKES_HOST | TAKES_NOTICE | TAKES_ORDER, verb_notice_add },
	{ "notice clear", "ID...|all", "take notices down",
	  "ID is as `pufactl notice list` prints it.  If there is no such notice, none is taken down.\n"
	  "\n"
	  "JSON: {cleared: [id]}\n",
	  1, VERB_ARGS_MAX, TAKES_HOST, verb_notice_clear },
	{ "notice list", "", "list the notices and blanks that are in force",
	  "JSON: [ORDER], by id.  ORDER: {id, kind, who, from, until, urgency, through_quiet_hours, text,\n"
	  "boards}.  kind: notice, blank.  who: the user who put it up.  urgency, text: null of a blank.\n",
	  0, 0, TAKES_HOST, verb_notice_list },
	{ "plan", "[BOARD]", "list what will be shown, page by page",
	  "All boards where BOARD is left out.  --from is now and --to the end of that day where\n"
	  "they are left out; a date after --to includes that day.  More than 31 days need --force.\n"
	  "? after a rule: provisional, a notice of days off to come may change it.\n"
	  "\n"
	  "JSON: [{board, from, until, rule, priority, playlist, law, article, text, rows, page,\n"
	  "pages, provisional}], a row a page, page from 1.  Dark: playlist null, page 0 of 0.  Without a rule\n"
	  "(the filler) rule and priority are null.\n"
	  "With --summary: [{board, rule, playlist, law, article, text, plays, seconds, provisional}]\n",
	  0, 1, TAKES_FILES | TAKES_HOST | TAKES_PROFILES | TAKES_SPAN, verb_plan },
	{ "probe", "[LINE]", "find the boards on a line",
	  "LINE is the name of a line, which pufad is asked to look on between its own work (where no\n"
	  "pufad runs, or with --config, pufactl looks by itself), or the path of a port, or HOST:PORT.\n"
	  "What is asked changes nothing on a board.  It is asked in the protocol of the line's boards;\n"
	  "where none is known in all that there are.  --protocol and --addresses narrow it down.\n"
	  "A port is asked at 9600 8N1 or the speeds of --baud, and HOST:PORT is a board's own socket,\n"
	  "over TCP.  For UDP, other framings and serial servers write a line and ask by its name.\n"
	  "Exit code 1 if nothing answers.  Without LINE: the serial ports of this machine.\n"
	  "\n"
	  "JSON: [{address, protocol, model, firmware, width, height, baud}]; null: it does not tell.\n"
	  "width and height are pixels.  Without LINE: [{path, device, about}].\n",
	  0, 1, TAKES_FILES | TAKES_HOST | TAKES_PROBE | TAKES_PROFILES, verb_probe },
	{ "reload", "", "have the daemon read its files again",
	  "A set with mistakes is refused whole and the running one stays: exit code 1.\n"
	  "\n"
	  "JSON: {reloaded, digest, mistakes: [line]}\n",
	  0, 0, TAKES_HOST, verb_reload },
	{ "report", "", "print the figures of a year, from the play log",
	  "Of this year where --year is left out.  Plays count once, by the most that is known of each:\n"
	  "sent, acknowledged (the board's word), verified (read back and equal).  Plays and minutes are of\n"
	  "the day on which they begin, as in `log export`.  planned is what the log says was planned.\n"
	  "unknown is time of which the log does not know what a board showed; it is neither shown nor not\n"
	  "shown.  Days whose records are gone are from roll-ups, which do not know what was planned.\n"
	  "The days of nodes are those of the files as they are now.  Ends with a paragraph in Chinese for\n"
	  "the town's yearly report on law-based government.\n"
	  "--by prints one table only.  --svg writes charts beside it: into a directory one file each.\n"
	  "\n"
	  "JSON: {site, year, zone, until, first, last, rollups: {days, from, to} or null, total: SUM,\n"
	  "unknown_ms, undated_plays, undated_ms, board: [LINE], law: [LINE], month: [LINE], node: [LINE]\n"
	  "or null, outages: [{id, kind, level, subject, text, opened, closed, open, count, ms}], notices: [{at,\n"
	  "id, what, order, who, until, boards, text}], notes: [text], paragraph}.  first, last: times of\n"
	  "the year that the log knows.  ms: within the year.  SUM: {plays, sent, acknowledged, verified,\n"
	  "missed, shown_ms, sent_ms, acknowledged_ms, verified_ms, planned_ms, shown_of_planned_ms,\n"
	  "dark_ms}; null: unknown.  LINE: SUM and {name, share (0 to 1)}, of a node and a month days and\n"
	  "days_in_log (0: figures are null), of a node law (null: of all), of a board and a month\n"
	  "unknown_ms, of a board first.\n",
	  0, 0, TAKES_FILES | TAKES_HOST | TAKES_REPORT, verb_report },
	{ "resume", "[BOARD...]", "end what `blank` began",
	  "BOARD is the name of a board or a group; all boards where none is given.  Other boards of the\n"
	  "same blank stay dark.\n"
	  "\n"
	  "JSON: {resumed: number}; how many boards were blanked.\n",
	  0, VERB_ARGS_MAX, TAKES_HOST, verb_resume },
	{ "rollback", "", "go back to the set of files before",
	  "The set that was in force before the last change is put in force again, from what pufad has\n"
	  "kept of it; a second rollback is the way back from there.  It stays in force, across restarts\n"
	  "too, until files are read without mistakes by `pufactl reload`; status and health say so\n"
	  "meanwhile.  Exit code 1 if nothing is kept, or it can not be taken: the running set stays.\n"
	  "\n"
	  "JSON: {rolled_back, digest, mistakes: [line]}; digest: of the set that is in force.\n",
	  0, 0, TAKES_HOST, verb_rollback },
	{ "status", "[BOARD]", "print what is shown, since when, how sure, until when",
	  "? after a rule: provisional, a notice of days off to come may change what is shown today.\n"
	  "At best: the most that \"shown\" can mean for this make of board: sent (nothing comes back),\n"
	  "acknowledged (the board's word), verified (read back and equal).\n"
	  "\n"
	  "JSON: {site, time, clock, reload_error, rolled_back, boards: [{name, line, state, showing: SHOWING or\n"
	  "null, rule, last_error, provisional, at_best, brightness}], incidents: as in `pufactl incidents\n"
	  "--help`, orders: as in `pufactl notice list --help`}; reload_error: the mistakes, a\n"
	  "line each, for which the last reload was refused, or null.  rolled_back: {by, at}, or null where\n"
	  "the files on the disk are in force.  brightness: percent that the\n"
	  "board was given, or null.\n"
	  "SHOWING: {playlist, law, article, text, rows, page, pages, since, until}; text is the whole\n"
	  "message, rows those of the page without padding, page counts from 1.\n"
	  "state: unknown, sending, acknowledged, verified, backoff, offline, dark,\n"
	  "blanked (found showing foreign texts, kept dark), held (found so, left alone).\n"
	  "clock: trusted, untrusted, rehearsed.\n",
	  0, 1, TAKES_HOST | TAKES_HOSTS, verb_status },
	{ "watch", "", "watch the boards live",
	  "On a terminal, a panel for each board; q or Ctrl-C ends.  Elsewhere, a line for each\n"
	  "change; with --json an object, {time, name, line, state, showing, rule, last_error,\n"
	  "provisional, at_best, brightness}.\n",
	  0, 0, TAKES_FOR | TAKES_HOST, verb_watch },
	{ "when", "EXPR", "say what a day expression means, and on which days it is",
	  "The canonical form, then the next 10 days (--count) from today or --from on, or all days of\n"
	  "--year (2000-2100), or \"never\".\n"
	  "\n"
	  "JSON: {expression, days: [date], provisional}; expression is the canonical form.\n"
	  "provisional: the days depend on notices, and one is missing for the year, or for a day.\n",
	  1, 1, TAKES_DAYS | TAKES_FILES, verb_when },
	{ 0 },
};

#define INTO(member) offsetof(struct cli, member)

/* In alphabetical order. */
const struct option options[] = {
	{ "address", "N", "the board's address on its line", 0, TAKES_ADDRESS, INTO(address) },
	{ "addresses", "A-B", "ask these addresses only", 0, TAKES_PROBE, INTO(addresses) },
	{ "all", NULL, "the rest too: what closed lately; a line for each; beyond a screen", 0,
	  TAKES_ALL | TAKES_DIFF, INTO(all) },
	{ "articles", "LIST", "of these articles only", 0, TAKES_LAW, INTO(articles) },
	{ "at", "TIME", "as of then, not of today", 0, TAKES_AT, INTO(at) },
	{ "baud", "LIST", "ask at these speeds, one after the other", 0, TAKES_PROBE, INTO(baud) },
	{ "board", "NAME", "of this board only", 0, TAKES_LOG, INTO(board) },
	{ "boards", "LIST", "on these boards and groups, with commas between", 0, TAKES_NOTICE,
	  INTO(boards) },
	{ "by", "WHAT", "one table only: board, law, month or node", 0, TAKES_REPORT, INTO(by) },
	{ "config", "FILE", "read the files on disk, from this site's file", 'c', TAKES_FILES,
	  INTO(config) },
	{ "count", "N", "at most so many days", 0, TAKES_DAYS, INTO(count) },
	{ "csv", "FILE", "write what was shown as a table, - to stdout", 0, TAKES_EXPORT,
	  INTO(csv) },
	{ "decree", NULL, "the notice grants days beyond the law", 0, TAKES_IMPORT, INTO(decree) },
	{ "follow", NULL, "go on listing what comes", 'f', TAKES_LISTING, INTO(follow) },
	{ "for", "SPAN", "end by itself after that: 90s, 30m, 1h30m", 0, TAKES_FOR | TAKES_ORDER,
	  INTO(span) },
	{ "force", NULL, "more than 31 days; over a file that is there", 0,
	  TAKES_SPAN | TAKES_EXPORT, INTO(force) },
	{ "format", "FORMAT", "csv, json, markdown or text", 0, TAKES_REPORT, INTO(format) },
	{ "from", "TIME", "where the plan begins, or the days", 0,
	  TAKES_SPAN | TAKES_DAYS | TAKES_DIFF, INTO(from) },
	{ "help", NULL, "print this", 'h', 0, INTO(help) },
	{ "host", "USER@HOST", "ask pufad on another machine, over ssh", 'H', TAKES_HOST,
	  INTO(host) },
	{ "hosts", "FILE", "ask the gateways named there, one USER@HOST a line", 0, TAKES_HOSTS,
	  INTO(hosts) },
	{ "ics", "YEAR", "print a year as iCalendar", 0, TAKES_ICS, INTO(ics) },
	{ "json", NULL, "print JSON", 0, 0, INTO(json) },
	{ "kind", "LIST", "of these kinds only, like play,incident", 0, TAKES_LISTING, INTO(kind) },
	{ "law", "NAME", "the law's title, where the text has another or none", 0, TAKES_LAW,
	  INTO(law) },
	{ "lines", "N", "the last so many, or all", 'n', TAKES_LISTING, INTO(lines) },
	{ "log", "DIR", "read the log of this directory, ask nobody", 0, TAKES_LOG | TAKES_REPORT,
	  INTO(log) },
	{ "network", NULL, "frames as on the board's own socket, not as on a serial line", 0,
	  TAKES_ADDRESS, INTO(network) },
	{ "no-color", NULL, "no colours", 0, 0, INTO(no_color) },
	{ "notice", "TEXT", "the notice's number, or what stands for it", 0, TAKES_IMPORT,
	  INTO(notice) },
	{ "output", "FILE", "write a file, whole or not at all", 'o',
	  TAKES_IMPORT | TAKES_LAW | TAKES_REPORT | TAKES_OUTPUT, INTO(output) },
	{ "playlists", "DIR", "playlists for a site that has none beside it", 0, TAKES_FILES,
	  INTO(playlists) },
	{ "profile", "NAME", "messages for boards of this make", 0, TAKES_LAW, INTO(profile) },
	{ "profiles", "DIR", "where the makes of boards are", 0, TAKES_PROFILES, INTO(profiles) },
	{ "protocol", "NAME", "ask in this protocol only", 0, TAKES_PROBE, INTO(protocol) },
	{ "revision", "N", "which version of the notice it is", 0, TAKES_IMPORT, INTO(revision) },
	{ "since", "TIME", "from then on", 0, TAKES_LOG, INTO(since) },
	{ "sqlite", "FILE", "write a database", 0, TAKES_EXPORT, INTO(sqlite) },
	{ "summary", NULL, "plays and time of each message instead", 0, TAKES_SPAN, INTO(summary) },
	{ "svg", "FILE|DIR", "write charts", 0, TAKES_REPORT, INTO(svg) },
	{ "through-quiet-hours", NULL, "also while boards are off by a limit", 0, TAKES_NOTICE,
	  INTO(through_quiet_hours) },
	{ "timeout", "SECONDS", "of several gateways, wait at most so long for each", 0,
	  TAKES_HOSTS, INTO(timeout) },
	{ "to", "TIME", "where the plan ends, or the days", 0, TAKES_SPAN | TAKES_DIFF, INTO(to) },
	{ "until", "TIME", "up to then; a date includes that day", 0, TAKES_LOG | TAKES_ORDER,
	  INTO(until) },
	{ "urgency", "1-3", "3 is shown before 1", 0, TAKES_NOTICE, INTO(urgency) },
	{ "version", NULL, "print the version", 0, 0, INTO(version) },
	{ "year", "YYYY", "all days of a year, or its report", 0, TAKES_DAYS | TAKES_REPORT,
	  INTO(year) },
	{ "yes", NULL, "do not ask", 0, TAKES_NOTICE, INTO(yes) },
	{ 0 },
};

const struct verb *verb_find(const char *name)
{
	for (const struct verb *v = verbs; v->name; v++)
		if (strcmp(v->name, name) == 0)
			return v;
	return NULL;
}

bool option_goes_with(const struct option *o, const struct verb *v)
{
	return o->takes == 0 || (v && (o->takes & v->takes));
}

static void print_option(const struct option *o)
{
	char left[32];

	snprintf(left, sizeof(left), "--%s%s%s", o->name, o->value ? " " : "",
		 o->value ? o->value : "");
	if (o->letter)
		printf("  -%c, %-21s %s\n", o->letter, left, o->help);
	else
		printf("      %-21s %s\n", left, o->help);
}

static void print_times(void)
{
	puts("\nTIME is RFC 3339, or in the site's zone a date (2026-12-04), a local time\n"
	     "(\"2026-12-04 08:00\", 08:00) or now, today, tomorrow.");
}

static void print_several(void)
{
	puts("\n--host may be given several times, or --hosts a file (# begins a comment): then all are\n"
	     "asked at once, each for at most --timeout (10) seconds, and are one table with a column\n"
	     "GATEWAY.  Those that could not be asked are named; exit code 1, of health the worst.\n"
	     "JSON then: [{host, error, ...}], with error null and as above; what is an array above is\n"
	     "under the verb's name.");
}

static void help_verb(const struct verb *v)
{
	printf("pufactl %s%s%s: %s\n\n%s\n", v->name, *v->args ? " " : "", v->args, v->help,
	       v->details);
	for (const struct option *o = options; o->name; o++)
		if (option_goes_with(o, v))
			print_option(o);
	if (v->takes & TAKES_HOSTS)
		print_several();
	if (v->takes &
		    (TAKES_SPAN | TAKES_AT | TAKES_DAYS | TAKES_LOG | TAKES_DIFF | TAKES_ORDER) ||
	    v->run == verb_explain)
		print_times();
}

void help_print(const struct verb *v)
{
	if (v) {
		help_verb(v);
		return;
	}
	puts("pufactl [OPTION...] VERB [WORD...]\n\n"
	     "What the boards of a site show, and will show.\n");
	for (v = verbs; v->name; v++)
		printf("  %-15s %-14s %s\n", v->name, v->args, v->help);
	puts("\nOptions, before or after the verb; `pufactl VERB --help` lists a verb's own:\n");
	for (const struct option *o = options; o->name; o++)
		if (o->takes == 0 || (o->takes & (TAKES_FILES | TAKES_HOST | TAKES_PROFILES)))
			print_option(o);
	puts("\nplan and explain ask the running daemon; --config reads the files instead.\n"
	     "log asks it too; --log reads a directory instead.\n"
	     "Exit codes: 0 done, 1 refused, failed or unreachable, 2 wrong usage; health has its own.");
}

/* A name of two words as one, "log/export". */
static void print_joined_name(const struct verb *v)
{
	for (const char *s = v->name; *s; s++)
		putchar(*s == ' ' ? '/' : *s);
}

void completion_print(void)
{
	for (const struct verb *v = verbs; v->name; v++) {
		print_joined_name(v);
		for (const struct option *o = options; o->name; o++)
			if (option_goes_with(o, v))
				printf(" --%s", o->name);
		putchar('\n');
	}
}
