/* XSLT's key(): nodes that are found by a value, without a search for each. */
#include "engine.h"

#include <stdio.h>
#include <string.h>
#include <libxml/hash.h>
#include <libxml/xpathInternals.h>

#define TKW_COPIED_A_STEP 32

static void free_set(void *payload, const xmlChar *name) {
	(void)name;
	xmlXPathFreeNodeSet(payload);
}

void tkw_keys_free(tkw_eval *e) {
	if (e->keys != NULL)
		xmlHashFree(e->keys, free_set);
	e->keys = NULL;
}

/* Notes that a key gives a node for a value. Nodes come in document order. Returns 0 unless
 * memory ran out. */
int tkw_key_add(tkw_eval *e, const char *name, const char *value, xmlNodePtr node) {
	if (e->keys == NULL && (e->keys = xmlHashCreate(256)) == NULL)
		return -1;
	const xmlChar *n = (const xmlChar *)name, *v = (const xmlChar *)value;
	xmlNodeSetPtr set = xmlHashLookup2(e->keys, n, v);
	if (set == NULL) {
		set = xmlXPathNodeSetCreate(node);
		return set == NULL ? -1 : xmlHashAddEntry2(e->keys, n, v, set);
	}
	/* One node may give a value twice. */
	if (set->nodeTab[set->nodeNr - 1] == node)
		return 0;
	return xmlXPathNodeSetAddUnique(set, node);
}

/* Adds what a key gives for a value to a set, and charges for the nodes. */
static xmlNodeSetPtr find(xmlXPathParserContextPtr ctxt, const xmlChar *name, const xmlChar *value, xmlNodeSetPtr into) {
	tkw_eval *e = ctxt->context->userData;
	xmlNodeSetPtr found = e->keys == NULL ? NULL : xmlHashLookup2(e->keys, name, value);
	if (found == NULL)
		return into;
	/* Copying a set of pointers is cheaper than visiting its nodes. */
	unsigned long cost = 1 + (unsigned long)found->nodeNr / TKW_COPIED_A_STEP;
	if (ctxt->context->opLimit - ctxt->context->opCount < cost) {
		ctxt->context->opCount = ctxt->context->opLimit;
		xmlXPathErr(ctxt, XPATH_OP_LIMIT_EXCEEDED);
		return into;
	}
	ctxt->context->opCount += cost;
	return xmlXPathNodeSetMerge(into, found);
}

/*
 * generate-id(): a name for an element, an attribute or the document, the same in every run,
 * and one for each. Of other nodes it is that of their element.
 */
void tkw_fn_generate_id(xmlXPathParserContextPtr ctxt, int nargs) {
	xmlNodePtr node = ctxt->context->node;
	if (nargs > 1) {
		xmlXPathSetArityError(ctxt);
		return;
	}
	xmlXPathObjectPtr given = NULL;
	if (nargs == 1) {
		given = valuePop(ctxt);
		if (given == NULL || given->type != XPATH_NODESET) {
			xmlXPathFreeObject(given);
			xmlXPathSetTypeError(ctxt);
			return;
		}
		if (given->nodesetval != NULL && given->nodesetval->nodeNr > 1)
			xmlXPathNodeSetSort(given->nodesetval);
		node = given->nodesetval == NULL || given->nodesetval->nodeNr == 0 ? NULL : given->nodesetval->nodeTab[0];
	}
	xmlNodePtr element = node;
	while (element != NULL && element->type != XML_ELEMENT_NODE && element->type != XML_DOCUMENT_NODE)
		element = element->type == XML_NAMESPACE_DECL ? NULL : element->parent;
	char text[200] = "";
	if (element != NULL) {
		uint64_t stamp = (uint64_t)(uintptr_t)element->_private;
		snprintf(text, sizeof text, "n%u.%u%s%.100s", (unsigned)(stamp >> 32), (unsigned)stamp,
		         node->type == XML_ATTRIBUTE_NODE ? "." : "", node->type == XML_ATTRIBUTE_NODE ? (const char *)node->name : "");
	}
	xmlXPathFreeObject(given);
	xmlXPathReturnString(ctxt, xmlStrdup((const xmlChar *)text));
}

/* key(name, value): for nodes, whatever it gives for the text of each. */
void tkw_fn_key(xmlXPathParserContextPtr ctxt, int nargs) {
	CHECK_ARITY(2);
	tkw_eval *e = ctxt->context->userData;
	xmlXPathObjectPtr wanted = valuePop(ctxt);
	xmlChar *name = xmlXPathPopString(ctxt);
	xmlNodeSetPtr out = NULL;
	if (wanted != NULL && name != NULL && wanted->type == XPATH_NODESET) {
		for (int i = 0; wanted->nodesetval != NULL && i < wanted->nodesetval->nodeNr && !xmlXPathCheckError(ctxt); i++) {
			xmlChar *text = xmlXPathCastNodeToString(wanted->nodesetval->nodeTab[i]);
			if (text != NULL && tkw_charge_text(e, strlen((const char *)text)))
				out = find(ctxt, name, text, out);
			else
				xmlXPathErr(ctxt, XPATH_OP_LIMIT_EXCEEDED);
			xmlFree(text);
		}
	} else if (wanted != NULL && name != NULL) {
		xmlChar *text = xmlXPathCastToString(wanted);
		if (text != NULL)
			out = find(ctxt, name, text, out);
		xmlFree(text);
	}
	xmlXPathFreeObject(wanted);
	xmlFree(name);
	if (xmlXPathCheckError(ctxt))
		xmlXPathFreeNodeSet(out);
	else
		valuePush(ctxt, xmlXPathWrapNodeSet(out));
}
