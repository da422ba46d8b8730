/*
 * What an evaluation costs besides libxml2's own steps: the text that functions read and
 * copy, which libxml2 counts as one step however long it is.
 */
#include "engine.h"

#include <string.h>
#include <libxml/xpathInternals.h>

/* A node costs as much to visit as this many bytes to copy. */
#define NODE_COST 16

/* 1 where it could be paid; else 0, and nothing is left. */
int tkw_charge_text(tkw_eval *e, unsigned long bytes) {
	if (bytes > e->text_left) {
		e->text_left = 0;
		e->spent = TKW_SPENT_TEXT;
		return 0;
	}
	e->text_left -= bytes;
	return 1;
}

/* The same for steps, outside of an evaluation. */
int tkw_charge_steps(tkw_eval *e, unsigned long steps) {
	if (steps > e->steps_left) {
		e->steps_left = 0;
		e->spent = TKW_SPENT_STEPS;
		return 0;
	}
	e->steps_left -= steps;
	return 1;
}

/* The cost of the string-value of a node; it is not followed beyond limit. */
static unsigned long cost_of_node(xmlNodePtr top, unsigned long limit) {
	if (top->type == XML_NAMESPACE_DECL)
		return NODE_COST + strlen((const char *)(((xmlNsPtr)top)->href ? ((xmlNsPtr)top)->href : (const xmlChar *)""));
	unsigned long cost = 0;
	for (xmlNodePtr n = top; cost <= limit;) {
		cost += NODE_COST;
		int holds_text = n->type != XML_ELEMENT_NODE && n->type != XML_DOCUMENT_NODE && n->type != XML_ATTRIBUTE_NODE;
		if (holds_text && n->content != NULL)
			cost += strlen((const char *)n->content);
		if (!holds_text && n->children != NULL) {
			n = n->children;
			continue;
		}
		while (n != top && n->next == NULL)
			n = n->parent;
		if (n == top)
			break;
		n = n->next;
	}
	return cost;
}

/* The cost of a value as text: of its first node, or of every one. */
static unsigned long cost_of(xmlXPathObjectPtr o, int every, unsigned long limit) {
	if (o == NULL)
		return 0;
	if (o->type == XPATH_STRING)
		return o->stringval == NULL ? 0 : strlen((const char *)o->stringval);
	if (o->type != XPATH_NODESET || o->nodesetval == NULL)
		return NODE_COST;
	/* The first in document order counts: libxml2 would sort the set for it as well. */
	unsigned long cost = (unsigned long)o->nodesetval->nodeNr;
	if (!every && cost > 1)
		xmlXPathNodeSetSort(o->nodesetval);
	for (int i = 0; i < o->nodesetval->nodeNr && cost <= limit; i++) {
		cost += cost_of_node(o->nodesetval->nodeTab[i], limit - cost);
		if (!every)
			break;
	}
	return cost;
}

int tkw_charge_object(tkw_eval *e, xmlXPathObjectPtr o, int every) {
	return tkw_charge_text(e, cost_of(o, every, e->text_left));
}

/* Refuses a function whose text cannot be paid. */
static int refuse(xmlXPathParserContextPtr ctxt) {
	xmlXPathErr(ctxt, XPATH_OP_LIMIT_EXCEEDED);
	return 0;
}

/*
 * Charges for the arguments of a function, which are on top of the stack; without any,
 * for the context node. Searching and translating look at the second for each character
 * of the first: up to `free` characters of it are covered by the price of the first.
 */
static int charge_pairs(xmlXPathParserContextPtr ctxt, int nargs, int every, unsigned long free) {
	tkw_eval *e = ctxt->context->userData;
	if (nargs > ctxt->valueNr)
		return 1; /* libxml2 has an error for it */
	if (nargs == 0)
		return tkw_charge_text(e, cost_of_node(ctxt->context->node, e->text_left)) || refuse(ctxt);
	unsigned long costs[2] = {0, 0};
	for (int i = 0; i < nargs; i++) {
		unsigned long cost = cost_of(ctxt->valueTab[ctxt->valueNr - nargs + i], every, e->text_left);
		if (!tkw_charge_text(e, cost))
			return refuse(ctxt);
		if (i < 2)
			costs[i] = cost;
	}
	if (free == 0 || costs[1] <= free)
		return 1;
	unsigned long times = costs[1] / free;
	unsigned long extra = costs[0] > e->text_left / times ? e->text_left + 1 : costs[0] * times;
	return tkw_charge_text(e, extra) || refuse(ctxt);
}

int tkw_charge_arguments(xmlXPathParserContextPtr ctxt, int nargs) { return charge_pairs(ctxt, nargs, 0, 0); }

/* A function of libxml2 under the same name, paid by what it reads. */
#define CHARGED(name, every, free) CHARGED_AS(name, xmlXPath##name##Function, every, free)

/* One of libxml2, or one in its place. */
#define CHARGED_AS(name, function, every, free) \
	static void charged_##name(xmlXPathParserContextPtr ctxt, int nargs) { \
		if (charge_pairs(ctxt, nargs, every, free)) \
			function(ctxt, nargs); \
	}

CHARGED(String, 0, 0)
CHARGED(StringLength, 0, 0)
CHARGED(Concat, 0, 0)
CHARGED(Contains, 0, 64)
CHARGED(StartsWith, 0, 0)
CHARGED(Substring, 0, 0)
CHARGED(SubstringBefore, 0, 64)
CHARGED(SubstringAfter, 0, 64)
CHARGED_AS(Normalize, tkw_normalize_space, 0, 0)
CHARGED_AS(Translate, tkw_translate, 0, 8)
CHARGED(Number, 0, 0)
CHARGED(Sum, 1, 0)
CHARGED(Id, 1, 0)

static const struct {
	const char *name;
	xmlXPathFunction function;
} charged[] = {
	{"string", charged_String},
	{"string-length", charged_StringLength},
	{"concat", charged_Concat},
	{"contains", charged_Contains},
	{"starts-with", charged_StartsWith},
	{"substring", charged_Substring},
	{"substring-before", charged_SubstringBefore},
	{"substring-after", charged_SubstringAfter},
	{"normalize-space", charged_Normalize},
	{"translate", charged_Translate},
	{"number", charged_Number},
	{"sum", charged_Sum},
	{"id", charged_Id},
};

/*
 * Gives the value of a variable. libxml2 copies it whenever it is read, nodes and text,
 * as one step. There is no place here to report an error: the next step meets the limit.
 */
static xmlXPathObjectPtr variable(void *data, const xmlChar *name, const xmlChar *uri) {
	tkw_eval *e = data;
	xmlXPathObjectPtr value = xmlHashLookup2(e->ctx->varHash, name, uri);
	if (value == NULL)
		return NULL;
	unsigned long cost = 0;
	if (value->type == XPATH_NODESET && value->nodesetval != NULL)
		cost = (unsigned long)value->nodesetval->nodeNr / 8; /* pointers are copied eight a step */
	else if (value->type == XPATH_STRING && value->stringval != NULL)
		cost = strlen((const char *)value->stringval) / 64;
	if (cost > e->ctx->opLimit - e->ctx->opCount)
		cost = e->ctx->opLimit - e->ctx->opCount;
	e->ctx->opCount += cost;
	return xmlXPathObjectCopy(value);
}

/* Returns 0 when all are in place. */
int tkw_register_charges(tkw_eval *e) {
	for (size_t i = 0; i < sizeof charged / sizeof *charged; i++) {
		const xmlChar *name = (const xmlChar *)charged[i].name;
		/* A function that has the name must go first. */
		if (xmlXPathRegisterFunc(e->ctx, name, NULL) != 0 || xmlXPathRegisterFunc(e->ctx, name, charged[i].function) != 0)
			return -1;
	}
	xmlXPathRegisterVariableLookup(e->ctx, variable, e);
	return 0;
}
