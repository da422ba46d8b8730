/*
 * below(A) is A/descendant-or-self::node(), in document order, in time that depends on the
 * nodes alone. From several nodes libxml2 holds each that it finds against all others.
 */
#include "engine.h"

#include <libxml/xpathInternals.h>

/* Adds a node for a step of the budget; 0 when that is spent or there is no memory. */
static int add(xmlXPathParserContextPtr ctxt, xmlNodeSetPtr into, xmlNodePtr node) {
	if (ctxt->context->opCount >= ctxt->context->opLimit) {
		xmlXPathErr(ctxt, XPATH_OP_LIMIT_EXCEEDED);
		return 0;
	}
	ctxt->context->opCount++;
	if (xmlXPathNodeSetAddUnique(into, node) == 0)
		return 1;
	xmlXPathErr(ctxt, XPATH_MEMORY_ERROR);
	return 0;
}

static int has_children(const xmlNode *n) {
	return (n->type == XML_ELEMENT_NODE || n->type == XML_DOCUMENT_NODE) && n->children != NULL;
}

/* Adds a node and all below it. */
static int add_tree(xmlXPathParserContextPtr ctxt, xmlNodeSetPtr into, xmlNodePtr top) {
	if (top->type == XML_NAMESPACE_DECL)
		return add(ctxt, into, top);
	for (xmlNodePtr n = top;;) {
		if (!add(ctxt, into, n))
			return 0;
		if (has_children(n)) {
			n = n->children;
			continue;
		}
		while (n != top && n->next == NULL)
			n = n->parent;
		if (n == top)
			return 1;
		n = n->next;
	}
}

static int stands_in(xmlNodePtr node, xmlNodePtr top) {
	if (node->type == XML_NAMESPACE_DECL || node->type == XML_ATTRIBUTE_NODE)
		return 0;
	for (; node != NULL; node = node->parent)
		if (node == top)
			return 1;
	return 0;
}

void tkw_fn_below(xmlXPathParserContextPtr ctxt, int nargs) {
	CHECK_ARITY(1);
	if (ctxt->value == NULL || ctxt->value->type != XPATH_NODESET) {
		xmlXPathErr(ctxt, XPATH_INVALID_TYPE);
		return;
	}
	xmlXPathObjectPtr given = valuePop(ctxt);
	xmlNodeSetPtr from = given->nodesetval, found = xmlXPathNodeSetCreate(NULL);
	if (found == NULL) {
		xmlXPathFreeObject(given);
		xmlXPathErr(ctxt, XPATH_MEMORY_ERROR);
		return;
	}
	if (from != NULL && from->nodeNr > 1)
		xmlXPathNodeSetSort(from);
	xmlNodePtr last = NULL;
	for (int i = 0; from != NULL && i < from->nodeNr; i++) {
		xmlNodePtr n = from->nodeTab[i];
		if (last != NULL && stands_in(n, last))
			continue;
		if (n->type != XML_ATTRIBUTE_NODE && n->type != XML_NAMESPACE_DECL)
			last = n;
		if (!add_tree(ctxt, found, n))
			break;
	}
	xmlXPathFreeObject(given);
	valuePush(ctxt, xmlXPathWrapNodeSet(found));
}
