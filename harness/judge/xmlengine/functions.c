/* The XPath functions that rule files need and XPath 1.0 lacks. */
#include "engine.h"

#include <math.h>
#include <string.h>
#include <libxml/xpathInternals.h>

#define TKW_NS (const xmlChar *)"urn:tkw:functions:1" /* FunctionsNamespace in program.go */

/* Reads exactly n digits; -1 if there are fewer. */
static int digits(const char **p, int n) {
	int v = 0;
	for (int i = 0; i < n; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return -1;
		v = 10 * v + (**p - '0');
	}
	return v;
}

static int accept(const char **p, char c) {
	if (**p != c)
		return 0;
	(*p)++;
	return 1;
}

static int is_leap(long y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

/* y is astronomical: 0 is 1 BC. */
static int is_day(long y, int m, int d) {
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (m < 1 || m > 12 || d < 1)
		return 0;
	return d <= (m == 2 && is_leap(y) ? 29 : days[m - 1]);
}

/* Days since 1970-01-01 in the Gregorian calendar; a year is taken to begin in March. */
static double days_since_1970(long y, int m, int d) {
	if (m <= 2)
		y--;
	long era = (y >= 0 ? y : y - 399) / 400;
	long in_era = y - era * 400;
	long in_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return (double)era * 146097 + (double)(in_era * 365 + in_era / 4 - in_era / 100 + in_year) - 719468;
}

/* The year of an xs:dateTime: at least four digits, no needless zeros, not 0000. */
static int year(const char **p, long *out) {
	int negative = accept(p, '-');
	size_t n = strspn(*p, "0123456789");
	/* Nine digits are more than enough, and cannot overflow. */
	if (n < 4 || n > 9 || (n > 4 && **p == '0'))
		return 0;
	long y = digits(p, (int)n);
	if (y == 0)
		return 0;
	*out = negative ? 1 - y : y;
	return 1;
}

/* Seconds east of UTC; a missing zone is UTC. */
static int zone(const char **p, double *out) {
	*out = 0;
	if (**p == '\0' || accept(p, 'Z'))
		return 1;
	double sign = **p == '-' ? -1 : 1;
	if (!accept(p, '+') && !accept(p, '-'))
		return 0;
	int h = digits(p, 2);
	if (h < 0 || !accept(p, ':'))
		return 0;
	int m = digits(p, 2);
	*out = sign * (h * 3600.0 + m * 60.0);
	return m >= 0 && m <= 59 && (h < 14 || (h == 14 && m == 0));
}

/* Seconds since 1970 of an xs:dateTime without white space; NaN for anything else. */
static double instant(const char *p) {
	long y;
	if (!year(&p, &y) || !accept(&p, '-'))
		return NAN;
	int mo = digits(&p, 2);
	if (mo < 0 || !accept(&p, '-'))
		return NAN;
	int d = digits(&p, 2);
	if (d < 0 || !accept(&p, 'T'))
		return NAN;
	int h = digits(&p, 2);
	if (h < 0 || !accept(&p, ':'))
		return NAN;
	int mi = digits(&p, 2);
	if (mi < 0 || !accept(&p, ':'))
		return NAN;
	int s = digits(&p, 2);
	double fraction = 0;
	if (s >= 0 && accept(&p, '.')) {
		size_t n = strspn(p, "0123456789");
		if (n == 0)
			return NAN;
		/* From the last digit, so that rounding errors do not add up. */
		for (size_t i = n; i-- > 0;)
			fraction = (fraction + (p[i] - '0')) / 10;
		p += n;
	}
	double east;
	if (s < 0 || !zone(&p, &east) || *p != '\0' || !is_day(y, mo, d) || mi > 59 || s > 59)
		return NAN;
	/* 24:00:00 is the end of the day; nothing comes after it. */
	if (h > 24 || (h == 24 && (mi != 0 || s != 0 || fraction != 0)))
		return NAN;
	return days_since_1970(y, mo, d) * 86400 + h * 3600.0 + mi * 60.0 + s + fraction - east;
}

/* White space around an xs:dateTime does not count (whiteSpace="collapse"). */
static double collapsed_instant(char *text) {
	static const char space[] = " \t\r\n";
	text += strspn(text, space);
	size_t n = strlen(text);
	while (n > 0 && strchr(space, text[n - 1]) != NULL)
		n--;
	text[n] = '\0';
	return instant(text);
}

/* The zone of an HL7 time stamp, +ZZ or +ZZzz or the same with a minus, in seconds east. */
static int hl7_zone(const char **p, double *out) {
	double sign = **p == '-' ? -1 : 1;
	if (!accept(p, '+') && !accept(p, '-'))
		return 0;
	int h = digits(p, 2);
	int m = h >= 0 && **p != '\0' ? digits(p, 2) : 0;
	*out = sign * (h * 3600.0 + m * 60.0);
	return h >= 0 && m >= 0 && m <= 59 && (h < 14 || (h == 14 && m == 0));
}

/*
 * Reads an HL7 time stamp whose parts are real: YYYY, YYYYMM, YYYYMMDD, or longer by
 * hour, minute and second, then a fraction of the second and, from the hour on, a zone.
 * at becomes the seconds since 1970 at which the time that it names begins; without a
 * zone it is taken as UTC.
 */
static int hl7_time(const char *p, double *at) {
	size_t n = strspn(p, "0123456789");
	if (n < 4 || n > 14 || n % 2 != 0)
		return 0;
	const char *rest = p + n;
	int y = digits(&p, 4);
	int mo = n >= 6 ? digits(&p, 2) : 1;
	int d = n >= 8 ? digits(&p, 2) : 1;
	int h = n >= 10 ? digits(&p, 2) : 0;
	int mi = n >= 12 ? digits(&p, 2) : 0;
	int s = n >= 14 ? digits(&p, 2) : 0;
	if (y < 1 || !is_day(y, mo, d) || h > 23 || mi > 59 || s > 59)
		return 0;
	if (n == 14 && accept(&rest, '.')) {
		size_t fraction = strspn(rest, "0123456789");
		if (fraction == 0)
			return 0;
		rest += fraction;
	}
	double east = 0;
	if (*rest != '\0' && (n < 10 || !hl7_zone(&rest, &east)))
		return 0;
	*at = days_since_1970(y, mo, d) * 86400 + h * 3600.0 + mi * 60.0 + s - east;
	return *rest == '\0';
}

/*
 * Ten digits of which the last is the check digit of modulus 11: weighted 10 to 1 they
 * add up to a multiple of 11. Zeros alone do too, and belong to nobody.
 */
static int is_nhs_number(const char *p) {
	int sum = 0;
	for (int weight = 10; weight > 0; weight--) {
		int d = digits(&p, 1);
		if (d < 0)
			return 0;
		sum += weight * d;
	}
	return *p == '\0' && sum > 0 && sum % 11 == 0;
}

/* The value of a base64 digit; -1 for any other character. */
static int base64_digit(char c) {
	static const char all[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(all, c);
	return at == NULL ? -1 : (int)(at - all);
}

/*
 * Decodes base64 in place; white space does not count. The result is "" unless all of
 * it is base64 with its padding, and what it says is text in UTF-8. Four digits are read
 * for every three bytes written, so that writing never overtakes reading.
 */
static void decode_base64(char *text) {
	size_t n = 0, out = 0, padding = 0;
	unsigned long bits = 0;
	int wrong = 0;
	for (const char *in = text; *in != '\0' && !wrong; in++) {
		if (strchr(" \t\r\n", *in) != NULL)
			continue;
		int digit = base64_digit(*in);
		if (*in == '=')
			padding++;
		else if (digit < 0 || padding > 0)
			wrong = 1;
		bits = bits << 6 | (unsigned long)(digit < 0 ? 0 : digit);
		if (++n % 4 != 0)
			continue;
		wrong |= padding > 2;
		for (size_t i = 0; i + padding < 3 && !wrong; i++) {
			text[out] = (char)(bits >> (16 - 8 * i) & 0xFF);
			wrong = text[out++] == '\0';
		}
		bits = 0;
	}
	text[wrong || n % 4 != 0 ? 0 : out] = '\0';
	if (!xmlCheckUTF8((const unsigned char *)text))
		text[0] = '\0';
}

/* ---- as XPath sees them ---- */

/* Pops the only argument as a string; NULL, with the error set, if that fails. */
static xmlChar *pop_only(xmlXPathParserContextPtr ctxt, int nargs) {
	if (nargs != 1) {
		xmlXPathSetArityError(ctxt);
		return NULL;
	}
	if (!tkw_charge_arguments(ctxt, nargs))
		return NULL;
	xmlChar *text = xmlXPathPopString(ctxt);
	if (text == NULL && !xmlXPathCheckError(ctxt))
		xmlXPathErr(ctxt, XPATH_MEMORY_ERROR);
	if (xmlXPathCheckError(ctxt)) {
		xmlFree(text);
		return NULL;
	}
	return text;
}

static void fn_instant(xmlXPathParserContextPtr ctxt, int nargs) {
	xmlChar *text = pop_only(ctxt, nargs);
	if (text == NULL)
		return;
	xmlXPathReturnNumber(ctxt, collapsed_instant((char *)text));
	xmlFree(text);
}

static void fn_is_date(xmlXPathParserContextPtr ctxt, int nargs) {
	xmlChar *text = pop_only(ctxt, nargs);
	if (text == NULL)
		return;
	double at;
	xmlXPathReturnBoolean(ctxt, hl7_time((const char *)text, &at));
	xmlFree(text);
}

static void fn_hl7_instant(xmlXPathParserContextPtr ctxt, int nargs) {
	xmlChar *text = pop_only(ctxt, nargs);
	if (text == NULL)
		return;
	double at;
	xmlXPathReturnNumber(ctxt, hl7_time((const char *)text, &at) ? at : NAN);
	xmlFree(text);
}

static void fn_nhs_number(xmlXPathParserContextPtr ctxt, int nargs) {
	xmlChar *text = pop_only(ctxt, nargs);
	if (text == NULL)
		return;
	xmlXPathReturnBoolean(ctxt, is_nhs_number((const char *)text));
	xmlFree(text);
}

static void fn_base64_text(xmlXPathParserContextPtr ctxt, int nargs) {
	xmlChar *text = pop_only(ctxt, nargs);
	if (text == NULL)
		return;
	decode_base64((char *)text);
	xmlXPathReturnString(ctxt, text); /* takes the text over */
}

static void fn_matches(xmlXPathParserContextPtr ctxt, int nargs) {
	CHECK_ARITY(2);
	if (!tkw_charge_arguments(ctxt, nargs))
		return;
	xmlChar *pattern = xmlXPathPopString(ctxt);
	xmlChar *text = xmlXPathPopString(ctxt);
	if (!xmlXPathCheckError(ctxt)) {
		int rc = -1;
		if (pattern != NULL && text != NULL)
			rc = tkw_regex_match(ctxt->context->userData, (const char *)pattern, (const char *)text);
		/* What cannot be said must not look like "no". */
		if (rc < 0)
			xmlXPathErr(ctxt, XPATH_EXPR_ERROR);
		else
			xmlXPathReturnBoolean(ctxt, rc);
	}
	xmlFree(pattern);
	xmlFree(text);
}

static void fn_current(xmlXPathParserContextPtr ctxt, int nargs) {
	CHECK_ARITY(0);
	tkw_eval *e = ctxt->context->userData;
	valuePush(ctxt, xmlXPathNewNodeSet(e->current));
}

/* Returns 0 when all are there. */
int tkw_register_functions(xmlXPathContextPtr ctx) {
	int rc = 0;
	rc |= xmlXPathRegisterFuncNS(ctx, (const xmlChar *)"instant", TKW_NS, fn_instant);
	rc |= xmlXPathRegisterFuncNS(ctx, (const xmlChar *)"is-date", TKW_NS, fn_is_date);
	rc |= xmlXPathRegisterFuncNS(ctx, (const xmlChar *)"hl7-instant", TKW_NS, fn_hl7_instant);
	rc |= xmlXPathRegisterFuncNS(ctx, (const xmlChar *)"nhs-number", TKW_NS, fn_nhs_number);
	rc |= xmlXPathRegisterFuncNS(ctx, (const xmlChar *)"base64-text", TKW_NS, fn_base64_text);
	rc |= xmlXPathRegisterFuncNS(ctx, (const xmlChar *)"matches", TKW_NS, fn_matches);
	rc |= xmlXPathRegisterFunc(ctx, (const xmlChar *)"current", fn_current);
	rc |= xmlXPathRegisterFunc(ctx, (const xmlChar *)"key", tkw_fn_key);
	rc |= xmlXPathRegisterFunc(ctx, (const xmlChar *)"generate-id", tkw_fn_generate_id);
	rc |= xmlXPathRegisterFunc(ctx, (const xmlChar *)TKW_BELOW, tkw_fn_below);
	return rc;
}
