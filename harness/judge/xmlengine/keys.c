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

/* The element or document that a node is named after; of a namespace node, which lives in its
 * set alone, libxml2 keeps the element in next. */
static xmlNodePtr owner(xmlNodePtr node) {
	if (node->type == XML_NAMESPACE_DECL) {
		xmlNodePtr element = (xmlNodePtr)((xmlNsPtr)node)->next;
		return element == NULL || element->type == XML_NAMESPACE_DECL ? NULL : element;
	}
	while (node != NULL && node->type != XML_ELEMENT_NODE && node->type != XML_DOCUMENT_NODE)
		node = node->parent;
	return node;
}

/* The number of nodes before one, among the attributes of its element or among its siblings
 * up to the nearest element; that is *before, where there is one. Each costs a step. */
static unsigned long rank(xmlXPathParserContextPtr ctxt, xmlNodePtr node, xmlNodePtr *before) {
	unsigned long n = 0;
	for (xmlNodePtr p = node->prev; p != NULL; p = p->prev, n++) {
		if (node->type != XML_ATTRIBUTE_NODE && p->type == XML_ELEMENT_NODE) {
			*before = p;
			break;
		}
		if (ctxt->context->opCount >= ctxt->context->opLimit) {
			xmlXPathErr(ctxt, XPATH_OP_LIMIT_EXCEEDED);
			break;
		}
		ctxt->context->opCount++;
	}
	return n;
}

/* Appends the stamp of an element or document, which is the same in every run. */
static int name_of(char *text, size_t size, const xmlNode *node) {
	uint64_t stamp = (uint64_t)(uintptr_t)node->_private;
	return snprintf(text, size, "n%u.%u", (unsigned)(stamp >> 32), (unsigned)stamp);
}

/*
 * generate-id(): a name for a node, one for each and the same in every run. An attribute has
 * that of its element with its number; text and so on that of the element before it, or that
 * of its parent, with the number of nodes since then.
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
	char text[120] = "";
	xmlNodePtr of = node == NULL ? NULL : owner(node);
	if (of != NULL && of == node) {
		name_of(text, sizeof text, of);
	} else if (of != NULL && node->type == XML_NAMESPACE_DECL) {
		const xmlChar *prefix = ((xmlNsPtr)node)->prefix;
		int len = name_of(text, sizeof text, of);
		snprintf(text + len, sizeof text - (size_t)len, ":%.60s", prefix == NULL ? "" : (const char *)prefix);
	} else if (of != NULL) {
		xmlNodePtr before = NULL;
		unsigned long n = rank(ctxt, node, &before);
		int len = name_of(text, sizeof text, before == NULL ? of : before);
		snprintf(text + len, sizeof text - (size_t)len, "%s%lu", node->type == XML_ATTRIBUTE_NODE ? "@" : before == NULL ? "-" : "+", n);
	}
	xmlXPathFreeObject(given);
	if (!xmlXPathCheckError(ctxt))
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
