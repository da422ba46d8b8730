/* Hardened parsing, and moving a message into another document. */
#include "engine.h"

#include <string.h>
#include <libxml/parserInternals.h>
#include <libxml/valid.h>

/* After so many problems the rest is noise; more are not kept. */
#define TKW_MAX_PROBLEMS 1000

/* As libxml2's own limit for the names of one document. */
#define TKW_MAX_NAMES (10 * 1000 * 1000)

/* What the hooks below need; lives on the stack of tkw_parse. */
typedef struct {
	const tkw_source *src;
	tkw_errors *errors;
	tkw_stop *stop;
	uint32_t elements;
	int bad_names; /* names that break Namespaces in XML */
	startElementNsSAX2Func start;
} guard;

static long offset_of(xmlParserCtxtPtr c) {
	if (c->input == NULL || c->input->cur == NULL || c->input->base == NULL)
		return -1;
	return (long)(c->input->consumed + (unsigned long)(c->input->cur - c->input->base));
}

static void guard_error(void *ctx, xmlErrorPtr err) {
	xmlParserCtxtPtr c = ctx;
	guard *g = c->_private;
	/* A namespace need not be a URI for us: it only has to be the right one. */
	if (err->code == XML_WAR_NS_URI || err->code == XML_WAR_NS_URI_RELATIVE)
		return;
	if (err->domain == XML_FROM_NAMESPACE && err->level >= XML_ERR_ERROR)
		g->bad_names = 1;
	if (g->stop->stop == TKW_STOP_NONE && g->errors->len < TKW_MAX_PROBLEMS)
		tkw_errors_add(g->errors, err, offset_of(c));
}

static void halt(xmlParserCtxtPtr c, int why) {
	guard *g = c->_private;
	g->stop->stop = why;
	g->stop->offset = offset_of(c);
	xmlStopParser(c);
}

/* Called at the name of the DOCTYPE, before any declaration in it is read. */
static void guard_doctype(void *ctx, const xmlChar *name, const xmlChar *ext, const xmlChar *sys) {
	(void)name;
	(void)ext;
	(void)sys;
	halt(ctx, TKW_STOP_DOCTYPE);
}

static void guard_start(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int nns,
                        const xmlChar **ns, int natt, int ndef, const xmlChar **att) {
	xmlParserCtxtPtr c = ctx;
	guard *g = c->_private;
	if (c->nodeNr >= g->src->max_depth) {
		halt(c, TKW_STOP_DEPTH);
		return;
	}
	g->start(ctx, local, prefix, uri, nns, ns, natt, ndef, att);
	g->elements++;
	if (c->node != NULL && c->node->_private == NULL)
		c->node->_private = TKW_STAMP(g->src->message, g->elements);
}

xmlDictPtr tkw_dict_new(void) {
	xmlDictPtr dict = xmlDictCreate();
	if (dict != NULL)
		xmlDictSetLimit(dict, TKW_MAX_NAMES);
	return dict;
}

static int is_utf8(xmlDocPtr doc) {
	return doc->encoding == NULL || xmlStrcasecmp(doc->encoding, (const xmlChar *)"UTF-8") == 0;
}

xmlDocPtr tkw_parse(const tkw_source *src, xmlDictPtr dict, tkw_errors *errors, tkw_stop *stop) {
	guard g = {.src = src, .errors = errors, .stop = stop};
	xmlParserCtxtPtr c = xmlNewParserCtxt();
	if (c == NULL) {
		errors->failed = 1;
		return NULL;
	}
	/* All documents of an arena share one dict, so that nodes may move between them. */
	if (dict != NULL) {
		xmlDictFree(c->dict);
		c->dict = dict;
		xmlDictReference(dict);
	}
	c->_private = &g;
	c->sax->serror = guard_error;
	c->sax->internalSubset = guard_doctype;
	g.start = c->sax->startElementNs;
	c->sax->startElementNs = guard_start;

	/* Never NOENT, DTDLOAD, DTDATTR, DTDVALID, XINCLUDE or HUGE: each opens a door. */
	xmlDocPtr doc = xmlCtxtReadMemory(c, src->bytes, src->len, NULL, NULL, XML_PARSE_NONET | XML_PARSE_BIG_LINES);
	if (doc != NULL && stop->stop == TKW_STOP_NONE && !src->any_encoding && !is_utf8(doc))
		stop->stop = TKW_STOP_ENCODING;
	/* A document with undeclared prefixes is well-formed for libxml2, but not for us. */
	if (doc != NULL && (stop->stop != TKW_STOP_NONE || !c->wellFormed || g.bad_names)) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	if (doc != NULL)
		doc->_private = TKW_STAMP(src->message, 0);
	xmlFreeParserCtxt(c);
	return doc;
}

/* Makes n, which is of the document from, a node of the document to. */
static void adopt(xmlNodePtr n, xmlDocPtr from, xmlDocPtr to) {
	n->doc = to;
	if (n->type != XML_ELEMENT_NODE)
		return;
	for (xmlAttrPtr a = n->properties; a != NULL; a = a->next) {
		a->doc = to;
		for (xmlNodePtr t = a->children; t != NULL; t = t->next)
			t->doc = to;
		/* The namespace of xml:lang and its like belongs to the document. */
		if (a->ns != NULL && a->ns == from->oldNs)
			a->ns = xmlSearchNs(to, n, (const xmlChar *)"xml");
		if (a->atype != XML_ATTRIBUTE_ID)
			continue;
		a->atype = 0;
		xmlChar *id = xmlNodeListGetString(to, a->children, 1);
		/* The first of equal ids keeps it, as when parsing. */
		if (id != NULL && xmlAddID(NULL, to, id, a) != NULL)
			a->atype = XML_ATTRIBUTE_ID;
		xmlFree(id);
	}
}

/*
 * Moves the root element of msg under a node of another document with the same
 * dict. libxml2's own xmlAddChild would leave the ids of msg pointing at moved
 * attributes, and their xml: namespace in msg.
 */
void tkw_graft(xmlNodePtr under, xmlDocPtr msg) {
	xmlNodePtr root = xmlDocGetRootElement(msg);
	xmlUnlinkNode(root);
	if (msg->ids != NULL) {
		xmlFreeIDTable((xmlIDTablePtr)msg->ids);
		msg->ids = NULL;
	}
	root->parent = under;
	root->prev = under->last;
	if (under->last != NULL)
		under->last->next = root;
	else
		under->children = root;
	under->last = root;
	for (xmlNodePtr n = root;;) {
		adopt(n, msg, under->doc);
		if (n->type == XML_ELEMENT_NODE && n->children != NULL) {
			n = n->children;
			continue;
		}
		while (n != root && n->next == NULL)
			n = n->parent;
		if (n == root)
			return;
		n = n->next;
	}
}
