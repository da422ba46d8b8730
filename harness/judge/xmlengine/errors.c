/* Collecting libxml2's errors, and bringing libxml2 up. */
#include "engine.h"

#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <libxml/globals.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemastypes.h>

tkw_errors *tkw_errors_new(void) { return calloc(1, sizeof(tkw_errors)); }

void tkw_errors_free(tkw_errors *list) {
	if (list == NULL)
		return;
	for (int i = 0; i < list->len; i++) {
		free(list->items[i].message);
		free(list->items[i].file);
		free(list->items[i].first);
		free(list->items[i].second);
		free(list->items[i].third);
	}
	free(list->items);
	free(list->kinds);
	free(list);
}

/* Copies a string that may be NULL; notes when memory ran out. */
static char *copy(tkw_errors *list, const char *text) {
	if (text == NULL)
		return NULL;
	char *out = strdup(text);
	if (out == NULL)
		list->failed = 1;
	return out;
}

/* So many errors of a kind are kept, and so many in all; and so many kinds are told apart. */
#define TKW_ERRORS_A_KIND 50
#define TKW_ERRORS_KEPT 2000
#define TKW_KINDS 512
#define TKW_KIND_SLOTS (2 * TKW_KINDS)

/* Errors that say the same of elements of one name in elements of one name. */
typedef struct {
	int code;
	const xmlChar *name, *parent; /* of a dict, so that equal names are equal pointers */
	uint64_t about;
	int count; /* of those that are kept */
	int last;  /* the index of the last of these */
} kind;

struct tkw_kinds {
	kind slots[TKW_KIND_SLOTS];
	int used;
	int rest; /* the index of the first error for whose kind there was no room; -1 for none */
};

int tkw_errors_bound(tkw_errors *list) {
	list->kinds = calloc(1, sizeof *list->kinds);
	if (list->kinds == NULL)
		return -1;
	list->kinds->rest = -1;
	return 0;
}

/*
 * What a message is about, apart from the value found: the element and attribute, which
 * stand before "': "; of the messages that hold no value, all of it. Errors that differ in
 * it may be findings of different rules, so that one must not be counted at another.
 */
static uint64_t about(xmlErrorPtr err) {
	const char *text = err->message == NULL ? "" : err->message;
	const char *end = strstr(text, "': ");
	if (end == NULL || err->code == XML_SCHEMAV_ELEMENT_CONTENT || err->code == XML_SCHEMAV_CVC_COMPLEX_TYPE_4)
		end = text + strlen(text);
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	for (const char *p = text; p < end; p++)
		hash = (hash ^ (unsigned char)*p) * 1099511628211u;
	return hash;
}

/* The kind of an error; NULL when there is no room for another kind. */
static kind *kind_of(tkw_kinds *kinds, xmlErrorPtr err, int full) {
	xmlNodePtr node = err->node;
	const xmlChar *name = node == NULL ? NULL : node->name;
	const xmlChar *parent = node == NULL || node->parent == NULL || node->parent->type != XML_ELEMENT_NODE ? NULL : node->parent->name;
	uint64_t said = about(err);
	uint64_t hash = ((uintptr_t)name >> 3) * 31 + ((uintptr_t)parent >> 3) * 17 + (uint64_t)err->code + said;
	for (uint64_t i = hash;; i++) {
		kind *k = &kinds->slots[i % TKW_KIND_SLOTS];
		if (k->count > 0 && k->code == err->code && k->name == name && k->parent == parent && k->about == said)
			return k;
		if (k->count > 0)
			continue;
		if (kinds->used >= TKW_KINDS || full)
			return NULL;
		kinds->used++;
		*k = (kind){.code = err->code, .name = name, .parent = parent, .about = said};
		return k;
	}
}

/* Reports whether an error is only counted. */
static int left_out(tkw_errors *list, xmlErrorPtr err) {
	if (list->kinds == NULL)
		return 0;
	int full = list->len >= TKW_ERRORS_KEPT;
	kind *k = kind_of(list->kinds, err, full);
	if (k != NULL && k->count < TKW_ERRORS_A_KIND && !full) {
		k->count++;
		k->last = list->len;
		return 0;
	}
	if (k == NULL && list->kinds->rest < 0) {
		list->kinds->rest = list->len;
		return 0;
	}
	list->items[k != NULL ? k->last : list->kinds->rest].more++;
	return 1;
}

void tkw_errors_add(tkw_errors *list, xmlErrorPtr err, long offset) {
	if (list == NULL || err == NULL || left_out(list, err))
		return;
	if (list->len == list->cap) {
		/* A gigabyte of errors fits an int; capacity cannot wrap before memory ends. */
		size_t cap = list->cap ? 2 * (size_t)list->cap : 8;
		tkw_error *grown = realloc(list->items, cap * sizeof *grown);
		if (grown == NULL) {
			list->failed = 1;
			return;
		}
		list->items = grown;
		list->cap = (int)cap;
	}
	list->items[list->len++] = (tkw_error){
		.code = err->code,
		.level = err->level,
		.line = err->line,
		.offset = offset,
		.message = copy(list, err->message ? err->message : ""),
		.file = copy(list, err->file),
		.first = copy(list, err->str1),
		.second = copy(list, err->str2),
		.third = copy(list, err->str3),
		.node = err->node,
	};
}

void tkw_errors_collect(void *list, xmlErrorPtr err) { tkw_errors_add(list, err, -1); }

/* libxml2 prints some complaints on stderr besides, or instead of, reporting them. */
static void no_text(void *ctx, const char *msg, ...) {
	(void)ctx;
	(void)msg;
}

static void no_error(void *ctx, xmlErrorPtr err) {
	(void)ctx;
	(void)err;
}

/* Messages of 5 MB come and go. glibc would learn from them to keep blocks of their
   size for ever; fixed limits give them back. They cost no time that can be measured. */
static void give_back_memory(void) {
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, 128 * 1024);
	mallopt(M_TRIM_THRESHOLD, 128 * 1024);
#endif
}

/* Gives free memory back to the system, of all threads: a message that is parsed by one thread and
   freed by another else leaves its memory where the next message does not look for it. */
void tkw_give_back(void) {
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}

void tkw_init(void) {
	give_back_memory();
	xmlInitParser();
	xmlSchemaInitTypes();
	/* Handlers are per thread: these are for this one, and the default of all to come. */
	xmlSetGenericErrorFunc(NULL, no_text);
	xmlSetStructuredErrorFunc(NULL, no_error);
	xmlThrDefSetGenericErrorFunc(NULL, no_text);
	xmlThrDefSetStructuredErrorFunc(NULL, no_error);
	tkw_confine();
}

const char *tkw_version(void) { return xmlParserVersion; }

/* The address of this thread's state; the same in all threads of a broken static build. */
void *tkw_thread_state(void) { return xmlGetGlobalState(); }
