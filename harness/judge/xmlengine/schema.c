/* Schemas: confined loading, compilation, validation. */
#include "engine.h"

#include <stdlib.h>
#include <string.h>
#include <libxml/hash.h>
#include <libxml/uri.h>
#include <libxml/valid.h>

/* The made-up address under which schema documents see one another; also in schemafiles.go. */
#define TKW_SCHEME "tkw-pack:///"

/* The files of the schema that this thread compiles; NULL denies everything. */
static __thread tkw_files *confined = NULL;

static const tkw_file *find(const tkw_files *files, const char *url) {
	size_t n = strlen(TKW_SCHEME);
	if (strncmp(url, TKW_SCHEME, n) != 0)
		return NULL;
	char *path = xmlURIUnescapeString(url + n, 0, NULL);
	const tkw_file *out = NULL;
	for (int i = 0; path != NULL && i < files->len && out == NULL; i++)
		if (strcmp(files->items[i].path, path) == 0)
			out = &files->items[i];
	xmlFree(path);
	return out;
}

/*
 * The only door to outside content, for the whole process: the files of the schema
 * being compiled, and nothing from disk or network.
 */
static xmlParserInputPtr confined_loader(const char *url, const char *id, xmlParserCtxtPtr ctxt) {
	(void)id;
	if (confined == NULL || url == NULL)
		return NULL;
	const tkw_file *file = find(confined, url);
	if (file == NULL) {
		if (confined->missed == NULL)
			confined->missed = strdup(url);
		return NULL;
	}
	xmlParserInputBufferPtr buf = xmlParserInputBufferCreateMem(file->bytes, file->len, XML_CHAR_ENCODING_NONE);
	if (buf == NULL)
		return NULL;
	xmlParserInputPtr in = xmlNewIOInputStream(ctxt, buf, XML_CHAR_ENCODING_NONE);
	if (in == NULL) {
		xmlFreeParserInputBuffer(buf);
		return NULL;
	}
	in->filename = (const char *)xmlStrdup((const xmlChar *)url);
	return in;
}

void tkw_confine(void) { xmlSetExternalEntityLoader(confined_loader); }

tkw_files *tkw_files_new(int n) {
	tkw_files *f = calloc(1, sizeof *f);
	if (f == NULL)
		return NULL;
	f->items = calloc((size_t)n + 1, sizeof *f->items);
	if (f->items == NULL) {
		free(f);
		return NULL;
	}
	f->len = n;
	return f;
}

/* Takes ownership of path and bytes. */
void tkw_files_set(tkw_files *f, int i, char *path, char *bytes, int len) {
	f->items[i] = (tkw_file){path, bytes, len};
}

void tkw_files_free(tkw_files *f) {
	for (int i = 0; i < f->len; i++) {
		free(f->items[i].path);
		free(f->items[i].bytes);
	}
	free(f->items);
	free(f->missed);
	free(f);
}

xmlSchemaPtr tkw_schema_compile(const char *url, tkw_files *files, tkw_errors *errors) {
	/* Errors of the XML parser inside go to the thread's handler, not to the context's. */
	xmlStructuredErrorFunc old_handler = xmlStructuredError;
	void *old_context = xmlStructuredErrorContext;
	xmlSetStructuredErrorFunc(errors, tkw_errors_collect);
	confined = files;
	xmlSchemaPtr schema = NULL;
	xmlSchemaParserCtxtPtr p = xmlSchemaNewParserCtxt(url);
	if (p != NULL) {
		xmlSchemaSetParserStructuredErrors(p, tkw_errors_collect, errors);
		schema = xmlSchemaParse(p);
		xmlSchemaFreeParserCtxt(p);
	} else {
		errors->failed = 1;
	}
	confined = NULL;
	xmlSetStructuredErrorFunc(old_context, old_handler);
	return schema;
}

static void forget_id(void *payload, void *data, const xmlChar *name) {
	(void)data;
	(void)name;
	xmlIDPtr id = payload;
	if (id->attr != NULL)
		id->attr->atype = 0;
}

int tkw_schema_validate(xmlSchemaPtr schema, xmlNodePtr node, tkw_errors *errors) {
	xmlSchemaValidCtxtPtr v = xmlSchemaNewValidCtxt(schema);
	if (v == NULL) {
		errors->failed = 1;
		return -1;
	}
	xmlSchemaSetValidStructuredErrors(v, tkw_errors_collect, errors);
	/*
	 * Validation notes xs:ID attributes in the document. Each validation gets a
	 * table of its own, else the ids of two messages in one document would clash,
	 * and a Graft after it would find marked attributes.
	 */
	xmlDocPtr doc = node->doc;
	void *ids = doc->ids;
	doc->ids = NULL;
	int rc = xmlSchemaValidateOneElement(v, node);
	if (doc->ids != NULL) {
		xmlHashScan((xmlHashTablePtr)doc->ids, forget_id, NULL);
		xmlFreeIDTable((xmlIDTablePtr)doc->ids);
	}
	doc->ids = ids;
	xmlSchemaFreeValidCtxt(v);
	return rc;
}
