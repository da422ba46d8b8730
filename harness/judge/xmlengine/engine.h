/*
 * The C side of xmlengine: small calls over libxml2 for what its Go binding lacks.
 * Every call does its whole job on one thread, so no per-thread state of libxml2
 * outlives it, and none calls back into Go.
 */
#ifndef TKW_ENGINE_H
#define TKW_ENGINE_H

#include <stdint.h>

#include <libxml/hash.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

/* ---- errors.c ---- */

/* One error of libxml2, copied. Strings are owned by the list; all but message may be NULL. */
typedef struct {
	int code;
	int level;
	int line;
	long offset; /* in the input, in bytes; -1 is unknown */
	char *message;
	char *file;
	char *first;  /* the first three arguments of the message: mostly the value */
	char *second; /* found, and what it was measured against; of the length of an */
	char *third;  /* attribute, the value, its length, and the limit */
	xmlNodePtr node;
	int more; /* further errors of its kind that are left out; at the last that is kept */
} tkw_error;

typedef struct tkw_kinds tkw_kinds;

/*
 * A list of errors that grows as needed; failed is set when memory ran out. With kinds, only
 * the first errors of each kind are copied, and the others counted.
 */
typedef struct {
	tkw_error *items;
	int len;
	int cap;
	int failed;
	tkw_kinds *kinds; /* NULL for a list without bounds */
} tkw_errors;

tkw_errors *tkw_errors_new(void);
int tkw_errors_bound(tkw_errors *list); /* 0 when it is bounded from here on */
void tkw_errors_free(tkw_errors *list);
void tkw_errors_add(tkw_errors *list, xmlErrorPtr err, long offset);
void tkw_errors_collect(void *list, xmlErrorPtr err); /* an xmlStructuredErrorFunc */

void tkw_init(void);
void tkw_give_back(void);
const char *tkw_version(void);
void *tkw_thread_state(void);

/* ---- tree.c ---- */

/* Why a parse was stopped on purpose. */
enum { TKW_STOP_NONE, TKW_STOP_DOCTYPE, TKW_STOP_DEPTH, TKW_STOP_ENCODING };

typedef struct {
	const char *bytes;
	int len;
	int max_depth;
	int any_encoding; /* accept what libxml2 can decode, not only UTF-8 */
	uint32_t message; /* number of the message, stamped on its elements */
} tkw_source;

typedef struct {
	int stop;
	long offset; /* where it stopped, in bytes */
} tkw_stop;

/*
 * The _private field of each element, and of the document, holds where it came
 * from: the number of its message, and its ordinal among the message's elements
 * (1 for the root, 0 for the document).
 */
#define TKW_STAMP(message, ordinal) ((void *)(((uintptr_t)(message) << 32) | (uint32_t)(ordinal)))

xmlDictPtr tkw_dict_new(void);
xmlDocPtr tkw_parse(const tkw_source *src, xmlDictPtr dict, tkw_errors *errors, tkw_stop *stop);
void tkw_graft(xmlNodePtr under, xmlDocPtr msg);

/* ---- schema.c ---- */

/* One file that schema documents may be read from. */
typedef struct {
	char *path; /* as in the file system */
	char *bytes;
	int len;
} tkw_file;

typedef struct {
	tkw_file *items;
	int len;
	char *missed; /* the first other address that was asked for */
} tkw_files;

tkw_files *tkw_files_new(int n);
void tkw_files_set(tkw_files *f, int i, char *path, char *bytes, int len);
void tkw_files_free(tkw_files *f);
void tkw_confine(void);
xmlSchemaPtr tkw_schema_compile(const char *url, tkw_files *files, tkw_errors *errors);
int tkw_schema_validate(xmlSchemaPtr schema, xmlNodePtr node, tkw_errors *errors);

/* ---- xpath.c ---- */

enum { TKW_ANY, TKW_NODES, TKW_BOOL, TKW_NUMBER, TKW_STRING };
enum { TKW_OK, TKW_FAILED, TKW_NOT_COMPILED, TKW_NO_NODES };

typedef struct tkw_regex tkw_regex;

/* An XPath context with compiled expressions, for one user at a time. */
typedef struct {
	xmlXPathContextPtr ctx;
	xmlXPathCompExprPtr *exprs; /* NULL until first used */
	int len;
	xmlNodePtr current; /* what current() returns */
	tkw_regex *regexes;
	int regex_count;
	const char *complaint; /* of an extension function, static */
	xmlHashTablePtr keys;  /* by name and value, sets of nodes; NULL for none */

	/* What is left of the budget: set before a run, and less after it. */
	unsigned long steps_left;
	unsigned long text_left;
	int spent; /* one of TKW_SPENT_ */

	/* The last result; owned by the evaluator until its next run. */
	xmlXPathObjectPtr object;
	char *text;
	int kind;
	int boolean;
	double number;
	xmlNodePtr *nodes;
	int count;

	/* The last error: a code of xmlXPathError, and where in the expression. */
	int error;
	int offset;
} tkw_eval;

tkw_eval *tkw_eval_new(void);
void tkw_eval_free(tkw_eval *e);
int tkw_eval_namespace(tkw_eval *e, const char *prefix, const char *uri);
int tkw_eval_compile(tkw_eval *e, int i, const char *expr);
void tkw_eval_unbind(tkw_eval *e);
int tkw_eval_run(tkw_eval *e, int i, xmlNodePtr node, xmlNodePtr current, int want);
int tkw_eval_set(tkw_eval *e, const char *name, int name_len, xmlXPathObjectPtr value);
int tkw_eval_set_string(tkw_eval *e, const char *name, int name_len, const char *value, int len);
int tkw_eval_set_number(tkw_eval *e, const char *name, int name_len, double value);
int tkw_eval_set_bool(tkw_eval *e, const char *name, int name_len, int value);
int tkw_eval_set_nodes(tkw_eval *e, const char *name, int name_len, xmlNodePtr *nodes, int n);

/* ---- charge.c ---- */

enum { TKW_SPENT_NOTHING, TKW_SPENT_STEPS, TKW_SPENT_TEXT };

int tkw_charge_text(tkw_eval *e, unsigned long bytes);
int tkw_charge_steps(tkw_eval *e, unsigned long steps);
int tkw_charge_object(tkw_eval *e, xmlXPathObjectPtr o, int every);
int tkw_charge_arguments(xmlXPathParserContextPtr ctxt, int nargs);
int tkw_register_charges(tkw_eval *e);

/* ---- keys.c ---- */

int tkw_key_add(tkw_eval *e, const char *name, const char *value, xmlNodePtr node);
void tkw_keys_free(tkw_eval *e);
void tkw_fn_key(xmlXPathParserContextPtr ctxt, int nargs);
void tkw_fn_generate_id(xmlXPathParserContextPtr ctxt, int nargs);

/* ---- below.c ---- */

#define TKW_BELOW "below"
void tkw_fn_below(xmlXPathParserContextPtr ctxt, int nargs);

/* ---- textfunctions.c ---- */

void tkw_translate(xmlXPathParserContextPtr ctxt, int nargs);
void tkw_normalize_space(xmlXPathParserContextPtr ctxt, int nargs);

/* ---- functions.c and regex.c ---- */

int tkw_register_functions(xmlXPathContextPtr ctx);
int tkw_regex_match(tkw_eval *e, const char *pattern, const char *text);
void tkw_regexes_free(tkw_eval *e);

#endif
