/*
 * translate() and normalize-space() as XPath 1.0 has them, in time that depends on the text
 * alone. libxml2 searches all of the second argument of translate() for each character of the
 * first, and both of its functions add to their result character by character.
 */
#include "engine.h"

#include <string.h>

static int is_ascii(const xmlChar *s) {
	for (; *s != 0; s++)
		if (*s >= 0x80)
			return 0;
	return 1;
}

/* Replaces in place: what to has at the place of a character in from, or nothing. */
static void replace_ascii(xmlChar *text, const xmlChar *from, const xmlChar *to) {
	enum { KEEP = -1, DROP = -2 };
	int map[0x80];
	for (int c = 0; c < 0x80; c++)
		map[c] = KEEP;
	for (; *from != 0; from++) {
		if (map[*from] == KEEP) /* the first place of a character counts */
			map[*from] = *to != 0 ? *to : DROP;
		if (*to != 0)
			to++;
	}
	xmlChar *out = text;
	for (; *text != 0; text++) {
		int c = *text < 0x80 ? map[*text] : KEEP;
		if (c != DROP)
			*out++ = c == KEEP ? *text : (xmlChar)c;
	}
	*out = 0;
}

/* Leaves what is not of ASCII to libxml2, which the cost of the function allows for. */
void tkw_translate(xmlXPathParserContextPtr ctxt, int nargs) {
	CHECK_ARITY(3);
	xmlChar *to = xmlXPathPopString(ctxt);
	xmlChar *from = xmlXPathPopString(ctxt);
	xmlChar *text = xmlXPathPopString(ctxt);
	int whole = to != NULL && from != NULL && text != NULL;
	if (!whole || (is_ascii(from) && is_ascii(to))) {
		if (whole)
			replace_ascii(text, from, to);
		else if (!xmlXPathCheckError(ctxt))
			xmlXPathErr(ctxt, XPATH_MEMORY_ERROR);
		xmlFree(from);
		xmlFree(to);
		if (whole)
			xmlXPathReturnString(ctxt, text);
		else
			xmlFree(text);
		return;
	}
	xmlXPathReturnString(ctxt, text);
	xmlXPathReturnString(ctxt, from);
	xmlXPathReturnString(ctxt, to);
	xmlXPathTranslateFunction(ctxt, nargs);
}

static int is_blank(xmlChar c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void tkw_normalize_space(xmlXPathParserContextPtr ctxt, int nargs) {
	xmlChar *text;
	if (nargs == 0) {
		text = xmlXPathCastNodeToString(ctxt->context->node);
	} else {
		CHECK_ARITY(1);
		text = xmlXPathPopString(ctxt);
	}
	if (text == NULL) {
		if (!xmlXPathCheckError(ctxt))
			xmlXPathErr(ctxt, XPATH_MEMORY_ERROR);
		return;
	}
	xmlChar *out = text;
	for (const xmlChar *in = text; *in != 0; in++) {
		if (!is_blank(*in))
			*out++ = *in;
		else if (out > text && in[1] != 0 && !is_blank(in[1]))
			*out++ = ' ';
	}
	*out = 0;
	xmlXPathReturnString(ctxt, text);
}
