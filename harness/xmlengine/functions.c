/* The XPath functions that rule files need and XPath 1.0 lacks. */
#include "engine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <libxml/xmlregexp.h>
#include <libxml/xpathInternals.h>

#define TKW_NS (const xmlChar *)"urn:tkw:functions:1"

static int digits(const char **p, int n) {
	int v = 0;
	for (int i = 0; i < n; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return -1;
		v = 10 * v + (**p - '0');
	}
	return v;
}

static int leap(int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

static int month_days(int y, int m) {
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return m == 2 && leap(y) ? 29 : days[m - 1];
}

static int real_date(int y, int m, int d) { return y >= 1 && m >= 1 && m <= 12 && d >= 1 && d <= month_days(y, m); }

/* Days since 1970-01-01 in the Gregorian calendar. */
static double days_since_epoch(int y, int m, int d) {
	y -= m <= 2;
	int era = y / 400;
	unsigned yoe = (unsigned)(y - era * 400);
	unsigned doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return (double)era * 146097 + (double)doe - 719468;
}

/* Seconds since 1970 of an xs:dateTime with a four-digit year; NaN for anything else. */
static double instant(const char *text) {
	const char *p = text;
	while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		p++;
	int y = digits(&p, 4);
	if (y < 0 || *p++ != '-')
		return NAN;
	int mo = digits(&p, 2);
	if (mo < 0 || *p++ != '-')
		return NAN;
	int d = digits(&p, 2);
	if (d < 0 || *p++ != 'T')
		return NAN;
	int h = digits(&p, 2);
	if (h < 0 || *p++ != ':')
		return NAN;
	int mi = digits(&p, 2);
	if (mi < 0 || *p++ != ':')
		return NAN;
	int s = digits(&p, 2);
	if (s < 0 || !real_date(y, mo, d) || mi > 59 || s > 59 || h > 24 || (h == 24 && (mi || s)))
		return NAN;
	double fraction = 0, unit = 0.1;
	if (*p == '.') {
		p++;
		if (*p < '0' || *p > '9')
			return NAN;
		for (; *p >= '0' && *p <= '9'; p++, unit /= 10)
			fraction += unit * (*p - '0');
		if (h == 24 && fraction > 0)
			return NAN;
	}
	double offset = 0;
	if (*p == 'Z') {
		p++;
	} else if (*p == '+' || *p == '-') {
		int sign = *p++ == '+' ? 1 : -1;
		int oh = digits(&p, 2);
		if (oh < 0 || oh > 14 || *p++ != ':')
			return NAN;
		int om = digits(&p, 2);
		if (om < 0 || om > 59 || (oh == 14 && om))
			return NAN;
		offset = sign * (oh * 3600.0 + om * 60.0);
	}
	while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		p++;
	if (*p != '\0')
		return NAN;
	return days_since_epoch(y, mo, d) * 86400 + h * 3600.0 + mi * 60.0 + s + fraction - offset;
}

/* An HL7 time stamp whose parts are real: YYYY, YYYYMM, YYYYMMDD or longer. */
static int is_date(const char *text) {
	const char *p = text;
	size_t n = strspn(text, "0123456789");
	const char *rest = text + n;
	if (n != 4 && n != 6 && n != 8 && n != 10 && n != 12 && n != 14)
		return 0;
	if (*rest == '.') {
		if (n != 14)
			return 0;
		size_t f = strspn(++rest, "0123456789");
		if (f == 0)
			return 0;
		rest += f;
	}
	if (*rest != '\0') {
		if ((*rest != '+' && *rest != '-') || n < 10)
			return 0;
		size_t z = strspn(++rest, "0123456789");
		if (z != 4 || rest[z] != '\0')
			return 0;
	}
	int y = digits(&p, 4), m = 1, d = 1;
	if (n >= 6)
		m = digits(&p, 2);
	if (n >= 8)
		d = digits(&p, 2);
	if (!real_date(y, m, d))
		return 0;
	if (n >= 10 && digits(&p, 2) > 23)
		return 0;
	if (n >= 12 && digits(&p, 2) > 59)
		return 0;
	return n < 14 || digits(&p, 2) <= 59;
}

/* ---- regular expressions, compiled once an evaluator ---- */

struct tkw_regex {
	char *pattern;
	xmlRegexpPtr compiled;
	struct tkw_regex *next;
};

void tkw_regexes_free(tkw_regex *r) {
	while (r != NULL) {
		tkw_regex *next = r->next;
		xmlRegFreeRegexp(r->compiled);
		free(r->pattern);
		free(r);
		r = next;
	}
}

static xmlRegexpPtr regex(tkw_eval *e, const char *pattern) {
	for (tkw_regex *r = e->regexes; r != NULL; r = r->next)
		if (strcmp(r->pattern, pattern) == 0)
			return r->compiled;
	xmlRegexpPtr compiled = xmlRegexpCompile((const xmlChar *)pattern);
	if (compiled == NULL)
		return NULL;
	tkw_regex *r = malloc(sizeof *r);
	char *copy = strdup(pattern);
	if (r == NULL || copy == NULL) {
		free(r);
		free(copy);
		xmlRegFreeRegexp(compiled);
		return NULL;
	}
	*r = (tkw_regex){copy, compiled, e->regexes};
	e->regexes = r;
	return compiled;
}

/* ---- the functions as XPath sees them ---- */

static void fn_instant(xmlXPathParserContextPtr ctxt, int nargs) {
	CHECK_ARITY(1);
	xmlChar *text = xmlXPathPopString(ctxt);
	if (xmlXPathCheckError(ctxt))
		return;
	double v = instant(text ? (const char *)text : "");
	xmlFree(text);
	xmlXPathReturnNumber(ctxt, v);
}

static void fn_is_date(xmlXPathParserContextPtr ctxt, int nargs) {
	CHECK_ARITY(1);
	xmlChar *text = xmlXPathPopString(ctxt);
	if (xmlXPathCheckError(ctxt))
		return;
	int v = is_date(text ? (const char *)text : "");
	xmlFree(text);
	xmlXPathReturnBoolean(ctxt, v);
}

static void fn_matches(xmlXPathParserContextPtr ctxt, int nargs) {
	CHECK_ARITY(2);
	xmlChar *pattern = xmlXPathPopString(ctxt);
	xmlChar *text = xmlXPathPopString(ctxt);
	if (!xmlXPathCheckError(ctxt)) {
		xmlRegexpPtr r = regex(ctxt->context->userData, pattern ? (const char *)pattern : "");
		/* A pattern that does not compile, or a match that gave up, must not look like "no". */
		int v = r == NULL ? -1 : xmlRegexpExec(r, text ? text : (const xmlChar *)"");
		if (v < 0)
			xmlXPathErr(ctxt, XPATH_EXPR_ERROR);
		else
			xmlXPathReturnBoolean(ctxt, v);
	}
	xmlFree(pattern);
	xmlFree(text);
}

static void fn_current(xmlXPathParserContextPtr ctxt, int nargs) {
	CHECK_ARITY(0);
	tkw_eval *e = ctxt->context->userData;
	valuePush(ctxt, xmlXPathNewNodeSet(e->current));
}

void tkw_register_functions(xmlXPathContextPtr ctx) {
	xmlXPathRegisterFuncNS(ctx, (const xmlChar *)"instant", TKW_NS, fn_instant);
	xmlXPathRegisterFuncNS(ctx, (const xmlChar *)"is-date", TKW_NS, fn_is_date);
	xmlXPathRegisterFuncNS(ctx, (const xmlChar *)"matches", TKW_NS, fn_matches);
	xmlXPathRegisterFunc(ctx, (const xmlChar *)"current", fn_current);
}
