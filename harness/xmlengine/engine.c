#include "engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemastypes.h>

/* ---- errors ---- */

tkw_errors *tkw_errors_new(void) { return calloc(1, sizeof(tkw_errors)); }

void tkw_errors_reset(tkw_errors *list) {
	for (int i = 0; i < list->len; i++) {
		free(list->items[i].message);
		free(list->items[i].file);
	}
	list->len = 0;
	list->failed = 0;
}

void tkw_errors_free(tkw_errors *list) {
	if (list == NULL)
		return;
	tkw_errors_reset(list);
	free(list->items);
	free(list);
}

static void errors_add(tkw_errors *list, xmlErrorPtr err) {
	if (list == NULL || err == NULL)
		return;
	if (list->len == list->cap) {
		int cap = list->cap ? 2 * list->cap : 8;
		tkw_error *grown = realloc(list->items, cap * sizeof(tkw_error));
		if (grown == NULL) {
			list->failed = 1;
			return;
		}
		list->items = grown;
		list->cap = cap;
	}
	tkw_error *e = &list->items[list->len];
	e->code = err->code;
	e->level = err->level;
	e->line = err->line;
	e->column = err->int2;
	e->node = err->node;
	e->message = strdup(err->message ? err->message : "");
	e->file = err->file ? strdup(err->file) : NULL;
	if (e->message == NULL) {
		list->failed = 1;
		free(e->file);
		return;
	}
	list->len++;
}

/* For callers whose user data is the list itself. */
static void collect(void *ctx, xmlErrorPtr err) { errors_add(ctx, err); }

/* ---- start-up ---- */

/* The files of the schema that this thread compiles; NULL denies everything. */
static __thread tkw_files *confined = NULL;

/* The only door to outside content, for the whole process: the files of the schema
 * being compiled, and nothing from disk or network. */
static xmlParserInputPtr confined_loader(const char *url, const char *id, xmlParserCtxtPtr ctxt) {
	(void)id;
	if (confined == NULL || url == NULL)
		return NULL;
	for (int i = 0; i < confined->len; i++) {
		if (strcmp(confined->names[i], url) != 0)
			continue;
		xmlParserInputBufferPtr buf = xmlParserInputBufferCreateMem(
			confined->contents[i], confined->sizes[i], XML_CHAR_ENCODING_NONE);
		if (buf == NULL)
			return NULL;
		xmlParserInputPtr in = xmlNewIOInputStream(ctxt, buf, XML_CHAR_ENCODING_NONE);
		if (in == NULL)
			return NULL;
		in->filename = (const char *)xmlStrdup((const xmlChar *)url);
		return in;
	}
	if (confined->missed == NULL)
		confined->missed = strdup(url);
	return NULL;
}

/* libxml2 would print some complaints on stderr besides reporting them. */
static void silent(void *ctx, const char *msg, ...) { (void)ctx; (void)msg; }

void tkw_init(void) {
	xmlThrDefSetGenericErrorFunc(NULL, silent);
	xmlSetGenericErrorFunc(NULL, silent);
	xmlInitParser();
	xmlSchemaInitTypes();
	xmlSetExternalEntityLoader(confined_loader);
}

const char *tkw_version(void) { return xmlParserVersion; }

/* ---- parsing ---- */

typedef struct {
	tkw_errors *errors;
	int max_depth;
	int stop;
	startElementNsSAX2Func start;
} guard;

static void guard_error(void *ctx, xmlErrorPtr err) {
	xmlParserCtxtPtr c = ctx;
	guard *g = c->_private;
	errors_add(g->errors, err);
}

static void guard_doctype(void *ctx, const xmlChar *name, const xmlChar *ext, const xmlChar *sys) {
	(void)name; (void)ext; (void)sys;
	xmlParserCtxtPtr c = ctx;
	guard *g = c->_private;
	g->stop = TKW_STOP_DOCTYPE;
	xmlStopParser(c);
}

static void guard_start(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                        int nns, const xmlChar **ns, int natt, int ndef, const xmlChar **att) {
	xmlParserCtxtPtr c = ctx;
	guard *g = c->_private;
	if (c->nodeNr >= g->max_depth) {
		g->stop = TKW_STOP_DEPTH;
		xmlStopParser(c);
		return;
	}
	g->start(ctx, local, prefix, uri, nns, ns, natt, ndef, att);
}

xmlDictPtr tkw_dict_new(void) { return xmlDictCreate(); }

xmlDocPtr tkw_parse(const char *buf, int len, xmlDictPtr dict, int max_depth,
                    tkw_errors *errors, int *stop, int *encoding_ok) {
	guard g = {errors, max_depth, TKW_STOP_NONE, NULL};
	xmlParserCtxtPtr c = xmlNewParserCtxt();
	if (c == NULL)
		return NULL;
	/* All documents of an arena share names, so that nodes may move between them. */
	xmlDictFree(c->dict);
	c->dict = dict;
	xmlDictReference(dict);
	c->_private = &g;
	c->sax->serror = guard_error;
	c->sax->internalSubset = guard_doctype;
	g.start = c->sax->startElementNs;
	c->sax->startElementNs = guard_start;
	xmlDocPtr doc = xmlCtxtReadMemory(c, buf, len, NULL, NULL, XML_PARSE_NONET | XML_PARSE_BIG_LINES);
	*stop = g.stop;
	*encoding_ok = doc == NULL || doc->encoding == NULL ||
		xmlStrcasecmp(doc->encoding, (const xmlChar *)"UTF-8") == 0;
	if (doc != NULL && (!c->wellFormed || g.stop != TKW_STOP_NONE)) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	if (doc == NULL && c->myDoc != NULL) {
		xmlFreeDoc(c->myDoc);
		c->myDoc = NULL;
	}
	xmlFreeParserCtxt(c);
	return doc;
}

int tkw_graft(xmlNodePtr under, xmlDocPtr msg) {
	xmlNodePtr root = xmlDocGetRootElement(msg);
	if (root == NULL || under->doc->dict != msg->dict)
		return -1;
	xmlUnlinkNode(root);
	return xmlAddChild(under, root) == NULL ? -1 : 0;
}

/* ---- walking ---- */

static xmlNodePtr next_in_order(xmlNodePtr n, xmlNodePtr top) {
	if (n->type == XML_ELEMENT_NODE && n->children != NULL)
		return n->children;
	while (n != top && n->next == NULL)
		n = n->parent;
	return n == top ? NULL : n->next;
}

int tkw_elements(xmlNodePtr top, xmlNodePtr **out) {
	int len = 0, cap = 256;
	xmlNodePtr *list = malloc(cap * sizeof *list);
	for (xmlNodePtr n = top; n != NULL && list != NULL; n = next_in_order(n, top)) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		if (len == cap) {
			cap *= 2;
			xmlNodePtr *grown = realloc(list, cap * sizeof *list);
			if (grown == NULL) {
				free(list);
				list = NULL;
				break;
			}
			list = grown;
		}
		list[len++] = n;
	}
	*out = list;
	return list == NULL ? -1 : len;
}

int tkw_names(xmlNodePtr top, const xmlChar ***out) {
	/* Names come from the dict, so equal names are equal pointers. */
	int len = 0, cap = 64, buckets = 256;
	const xmlChar **list = malloc(cap * sizeof *list);
	const xmlChar **seen = calloc(buckets, sizeof *seen);
	for (xmlNodePtr n = top; n != NULL && list != NULL && seen != NULL; n = next_in_order(n, top)) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		const xmlChar **slot = &seen[((size_t)n->name >> 3) % buckets];
		if (*slot == n->name)
			continue;
		if (*slot != NULL) {
			int known = 0;
			for (int i = 0; i < len && !known; i++)
				known = list[i] == n->name;
			if (known)
				continue;
		}
		*slot = n->name;
		if (len == cap) {
			cap *= 2;
			const xmlChar **grown = realloc(list, cap * sizeof *list);
			if (grown == NULL) {
				free(list);
				list = NULL;
				break;
			}
			list = grown;
		}
		list[len++] = n->name;
	}
	free(seen);
	*out = list;
	return list == NULL ? -1 : len;
}

char *tkw_string_value(xmlNodePtr node) { return (char *)xmlNodeGetContent(node); }

char *tkw_attribute(xmlNodePtr node, const char *space, const char *local, int *found) {
	xmlAttrPtr a = *space ? xmlHasNsProp(node, (const xmlChar *)local, (const xmlChar *)space)
	                      : xmlHasNsProp(node, (const xmlChar *)local, NULL);
	*found = a != NULL && a->type == XML_ATTRIBUTE_NODE;
	return *found ? (char *)xmlNodeGetContent((xmlNodePtr)a) : NULL;
}

xmlNodePtr tkw_first_element(xmlNodePtr node) {
	if (node->type != XML_ELEMENT_NODE && node->type != XML_DOCUMENT_NODE)
		return NULL;
	xmlNodePtr n = node->children;
	while (n != NULL && n->type != XML_ELEMENT_NODE)
		n = n->next;
	return n;
}

xmlNodePtr tkw_next_element(xmlNodePtr node) {
	xmlNodePtr n = node->next;
	while (n != NULL && n->type != XML_ELEMENT_NODE)
		n = n->next;
	return n;
}

xmlNodePtr tkw_parent(xmlNodePtr node) {
	return node->parent != NULL && node->parent->type == XML_ELEMENT_NODE ? node->parent : NULL;
}

const char *tkw_namespace(xmlNodePtr node) {
	if ((node->type != XML_ELEMENT_NODE && node->type != XML_ATTRIBUTE_NODE) || node->ns == NULL)
		return NULL;
	return (const char *)node->ns->href;
}

const char *tkw_prefix(xmlNodePtr node) {
	if ((node->type != XML_ELEMENT_NODE && node->type != XML_ATTRIBUTE_NODE) || node->ns == NULL)
		return NULL;
	return (const char *)node->ns->prefix;
}

/* ---- paths ---- */

/* The prefixes that every expression of tkw uses. */
static const char *const usual[][2] = {
	{"soap", "http://schemas.xmlsoap.org/soap/envelope/"},
	{"wsa", "http://www.w3.org/2005/08/addressing"},
	{"wsse", "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"},
	{"wsu", "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"},
	{"ds", "http://www.w3.org/2000/09/xmldsig#"},
	{"itk", "urn:nhs-itk:ns:201005"},
	{"hl7", "urn:hl7-org:v3"},
	{"xsi", "http://www.w3.org/2001/XMLSchema-instance"},
	{"x", "urn:tkw:exchange:1"},
	{"xhtml", "http://www.w3.org/1999/xhtml"},
	{"xml", "http://www.w3.org/XML/1998/namespace"},
	{NULL, NULL},
};

static int same_name(xmlNodePtr a, xmlNodePtr b) {
	const char *x = tkw_namespace(a), *y = tkw_namespace(b);
	return xmlStrEqual(a->name, b->name) && (x == y || (x != NULL && y != NULL && strcmp(x, y) == 0));
}

static void step_name(xmlBufferPtr buf, xmlNodePtr n) {
	const char *uri = tkw_namespace(n);
	if (uri != NULL) {
		const char *prefix = NULL;
		for (int i = 0; usual[i][0] != NULL; i++)
			if (strcmp(usual[i][1], uri) == 0)
				prefix = usual[i][0];
		if (prefix == NULL)
			prefix = n->ns->prefix != NULL ? (const char *)n->ns->prefix : "*";
		xmlBufferCat(buf, (const xmlChar *)prefix);
		xmlBufferCat(buf, (const xmlChar *)":");
	}
	xmlBufferCat(buf, n->name);
}

static void step(xmlBufferPtr buf, xmlNodePtr n) {
	xmlBufferCat(buf, (const xmlChar *)"/");
	step_name(buf, n);
	int before = 0, after = 0;
	for (xmlNodePtr s = n->prev; s != NULL; s = s->prev)
		if (s->type == XML_ELEMENT_NODE && same_name(s, n))
			before++;
	for (xmlNodePtr s = n->next; s != NULL && !after; s = s->next)
		if (s->type == XML_ELEMENT_NODE && same_name(s, n))
			after = 1;
	if (before || after) {
		char number[32];
		snprintf(number, sizeof number, "[%d]", before + 1);
		xmlBufferCat(buf, (const xmlChar *)number);
	}
}

char *tkw_path(xmlNodePtr node, xmlNodePtr top) {
	xmlBufferPtr buf = xmlBufferCreate();
	if (buf == NULL)
		return NULL;
	xmlNodePtr element = node;
	while (element != NULL && element->type != XML_ELEMENT_NODE)
		element = element->parent;
	int depth = 0;
	for (xmlNodePtr n = element; n != NULL && n->type == XML_ELEMENT_NODE; n = n == top ? NULL : n->parent)
		depth++;
	xmlNodePtr *chain = malloc((depth + 1) * sizeof *chain);
	if (chain != NULL) {
		int i = depth;
		for (xmlNodePtr n = element; n != NULL && n->type == XML_ELEMENT_NODE; n = n == top ? NULL : n->parent)
			chain[--i] = n;
		for (i = 0; i < depth; i++) {
			if (i == 0) { /* the root of a message has no siblings that matter */
				xmlBufferCat(buf, (const xmlChar *)"/");
				step_name(buf, chain[i]);
			} else {
				step(buf, chain[i]);
			}
		}
		free(chain);
	}
	if (node->type == XML_ATTRIBUTE_NODE) {
		xmlBufferCat(buf, (const xmlChar *)"/@");
		step_name(buf, node);
	}
	char *out = strdup((const char *)xmlBufferContent(buf));
	xmlBufferFree(buf);
	return out;
}

/* ---- schemas ---- */

tkw_files *tkw_files_new(int n) {
	tkw_files *f = calloc(1, sizeof *f);
	if (f == NULL)
		return NULL;
	f->names = calloc(n + 1, sizeof *f->names);
	f->contents = calloc(n + 1, sizeof *f->contents);
	f->sizes = calloc(n + 1, sizeof *f->sizes);
	f->len = n;
	return f;
}

void tkw_files_set(tkw_files *f, int i, char *name, char *content, int size) {
	f->names[i] = name;
	f->contents[i] = content;
	f->sizes[i] = size;
}

void tkw_files_free(tkw_files *f) {
	for (int i = 0; i < f->len; i++) {
		free(f->names[i]);
		free(f->contents[i]);
	}
	free(f->names);
	free(f->contents);
	free(f->sizes);
	free(f->missed);
	free(f);
}

xmlSchemaPtr tkw_schema_parse(const char *name, tkw_files *files, tkw_errors *errors) {
	confined = files;
	/* Errors of the XML parser inside go to the thread's handler. */
	xmlSetStructuredErrorFunc(errors, collect);
	xmlSchemaPtr schema = NULL;
	xmlSchemaParserCtxtPtr p = xmlSchemaNewParserCtxt(name);
	if (p != NULL) {
		xmlSchemaSetParserStructuredErrors(p, collect, errors);
		schema = xmlSchemaParse(p);
		xmlSchemaFreeParserCtxt(p);
	}
	xmlSetStructuredErrorFunc(NULL, NULL);
	confined = NULL;
	return schema;
}

int tkw_schema_validate(xmlSchemaPtr schema, xmlNodePtr node, tkw_errors *errors) {
	xmlSchemaValidCtxtPtr v = xmlSchemaNewValidCtxt(schema);
	if (v == NULL)
		return -1;
	xmlSchemaSetValidStructuredErrors(v, collect, errors);
	int rc = xmlSchemaValidateOneElement(v, node);
	xmlSchemaFreeValidCtxt(v);
	return rc;
}
