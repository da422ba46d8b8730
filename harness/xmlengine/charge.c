/* XPath 1.0's own functions on strings, which charge for the text that they read. libxml2
 * counts each as one step, however long its strings are. */
#include "engine.h"

#include <string.h>
#include <libxml/xpathInternals.h>

/* Takes bytes of text off the budget; 0, with the error set, when it is used up. */
int tkw_charge(xmlXPathParserContextPtr ctxt, size_t bytes) {
	tkw_eval *e = ctxt->context->userData;
	if (bytes > (size_t)e->text_left) {
		e->text_left = 0;
		xmlXPathErr(ctxt, XPATH_OP_LIMIT_EXCEEDED);
		return 0;
	}
	e->text_left -= (int64_t)bytes;
	return 1;
}

/*
 * Makes strings of those of the last nargs values that are nodes, as the function would do
 * itself, and charges for all strings. Without arguments the function reads the context node.
 */
static int charge_arguments(xmlXPathParserContextPtr ctxt, int *nargs) {
	if (*nargs == 0) {
		valuePush(ctxt, xmlXPathWrapString(xmlXPathCastNodeToString(ctxt->context->node)));
		*nargs = 1;
	}
	size_t bytes = 0;
	for (int i = 0; i < *nargs && i < ctxt->valueNr; i++) {
		xmlXPathObjectPtr *value = &ctxt->valueTab[ctxt->valueNr - 1 - i];
		if (*value != NULL && (*value)->type == XPATH_NODESET)
			*value = xmlXPathConvertString(*value);
		if (*value == NULL) {
			xmlXPathErr(ctxt, XPATH_MEMORY_ERROR);
			return 0;
		}
		if ((*value)->type == XPATH_STRING && (*value)->stringval != NULL)
			bytes += strlen((const char *)(*value)->stringval);
		if (bytes > (size_t)((tkw_eval *)ctxt->context->userData)->text_left)
			break;
	}
	ctxt->value = ctxt->valueNr > 0 ? ctxt->valueTab[ctxt->valueNr - 1] : NULL;
	return tkw_charge(ctxt, bytes);
}

/* Characters that are looked through in the time in which a byte of text is read. */
#define TKW_SOUGHT_A_BYTE 4

#define CHARGED(name, function)                                          \
	static void name(xmlXPathParserContextPtr ctxt, int nargs) {     \
		if (charge_arguments(ctxt, &nargs))                      \
			function(ctxt, nargs);                           \
	}

CHARGED(fn_string, xmlXPathStringFunction)
CHARGED(fn_number, xmlXPathNumberFunction)
CHARGED(fn_string_length, xmlXPathStringLengthFunction)
CHARGED(fn_normalize_space, xmlXPathNormalizeFunction)
CHARGED(fn_concat, xmlXPathConcatFunction)
CHARGED(fn_contains, xmlXPathContainsFunction)
CHARGED(fn_starts_with, xmlXPathStartsWithFunction)
CHARGED(fn_substring, xmlXPathSubstringFunction)
CHARGED(fn_substring_before, xmlXPathSubstringBeforeFunction)
CHARGED(fn_substring_after, xmlXPathSubstringAfterFunction)

/* translate() looks for every character in its second argument. */
static void fn_translate(xmlXPathParserContextPtr ctxt, int nargs) {
	if (!charge_arguments(ctxt, &nargs))
		return;
	if (nargs == 3 && ctxt->valueNr >= 3) {
		xmlXPathObjectPtr from = ctxt->valueTab[ctxt->valueNr - 2], text = ctxt->valueTab[ctxt->valueNr - 3];
		if (from->type == XPATH_STRING && text->type == XPATH_STRING &&
		    !tkw_charge(ctxt, strlen((const char *)text->stringval) * strlen((const char *)from->stringval) / TKW_SOUGHT_A_BYTE))
			return;
	}
	xmlXPathTranslateFunction(ctxt, nargs);
}

/* Puts them in the place of libxml2's. Returns 0 when all are there. */
int tkw_charge_functions(xmlXPathContextPtr ctx) {
	static const struct {
		const char *name;
		xmlXPathFunction function;
	} all[] = {
		{"string", fn_string},
		{"number", fn_number},
		{"string-length", fn_string_length},
		{"normalize-space", fn_normalize_space},
		{"concat", fn_concat},
		{"contains", fn_contains},
		{"starts-with", fn_starts_with},
		{"substring", fn_substring},
		{"substring-before", fn_substring_before},
		{"substring-after", fn_substring_after},
		{"translate", fn_translate},
	};
	int rc = 0;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		rc |= xmlXPathRegisterFunc(ctx, (const xmlChar *)all[i].name, NULL); /* removes */
		rc |= xmlXPathRegisterFunc(ctx, (const xmlChar *)all[i].name, all[i].function);
	}
	return rc;
}
