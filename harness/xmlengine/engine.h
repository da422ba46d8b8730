/* The C side of xmlengine: thin calls over libxml2 that its Go binding lacks. */
#ifndef TKW_ENGINE_H
#define TKW_ENGINE_H

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>

/* One error of libxml2. message is owned by the list. */
typedef struct {
	int code;
	int level;
	int line;
	int column;
	char *message;
	char *file;
	xmlNodePtr node;
} tkw_error;

/* A list that grows as needed; failed is set when memory ran out. */
typedef struct {
	tkw_error *items;
	int len;
	int cap;
	int failed;
} tkw_errors;

tkw_errors *tkw_errors_new(void);
void tkw_errors_free(tkw_errors *list);

void tkw_init(void);
const char *tkw_version(void);

/* Why a parse was stopped on purpose. */
enum { TKW_STOP_NONE = 0, TKW_STOP_DOCTYPE = 1, TKW_STOP_DEPTH = 2 };

xmlDictPtr tkw_dict_new(void);
xmlDocPtr tkw_parse(const char *buf, int len, xmlDictPtr dict, int max_depth,
                    tkw_errors *errors, int *stop, int *encoding_ok);

/* Moves the root element of msg under a node of another document that shares its dict. */
int tkw_graft(xmlNodePtr under, xmlDocPtr msg);

/* Growable text; text is freed by the caller. */
char *tkw_path(xmlNodePtr node, xmlNodePtr top);

/* All elements below top, top included, in document order; *out is freed by the caller. */
int tkw_elements(xmlNodePtr top, xmlNodePtr **out);

/* The distinct local names of elements; *out is freed by the caller, names belong to the tree. */
int tkw_names(xmlNodePtr top, const xmlChar ***out);

char *tkw_string_value(xmlNodePtr node);
char *tkw_attribute(xmlNodePtr node, const char *space, const char *local, int *found);
xmlNodePtr tkw_first_element(xmlNodePtr node);
xmlNodePtr tkw_next_element(xmlNodePtr node);
xmlNodePtr tkw_parent(xmlNodePtr node);
const char *tkw_namespace(xmlNodePtr node);
const char *tkw_prefix(xmlNodePtr node);

/* The files that schema documents may be read from; anything else is refused. */
typedef struct {
	char **names;
	char **contents;
	int *sizes;
	int len;
	char *missed; /* first name that was asked for and is not there */
} tkw_files;

tkw_files *tkw_files_new(int n);
void tkw_files_set(tkw_files *f, int i, char *name, char *content, int size);
void tkw_files_free(tkw_files *f);
xmlSchemaPtr tkw_schema_parse(const char *name, tkw_files *files, tkw_errors *errors);
int tkw_schema_validate(xmlSchemaPtr schema, xmlNodePtr node, tkw_errors *errors);

/* An XPath context with compiled expressions, for one user at a time. */
typedef struct tkw_eval tkw_eval;

enum { TKW_NODES = 1, TKW_BOOL = 2, TKW_NUMBER = 3, TKW_STRING = 4, TKW_ANY = 0 };

typedef struct {
	int type; /* TKW_NODES … TKW_STRING */
	int boolean;
	int count;
	double number;
	char *text;        /* freed by the caller */
	xmlNodePtr *nodes; /* owned by the evaluator until its next evaluation */
} tkw_result;

tkw_eval *tkw_eval_new(tkw_errors *errors);
void tkw_eval_free(tkw_eval *e);
int tkw_eval_namespace(tkw_eval *e, const char *prefix, const char *uri);
int tkw_eval_compile(tkw_eval *e, const char *expr);
void tkw_eval_bind(tkw_eval *e, xmlDocPtr doc);
void tkw_eval_unbind(tkw_eval *e);
int tkw_eval_run(tkw_eval *e, int expr, xmlNodePtr node, xmlNodePtr current, int want, tkw_result *out);
int tkw_eval_set_string(tkw_eval *e, const char *name, const char *value);
int tkw_eval_set_number(tkw_eval *e, const char *name, double value);
int tkw_eval_set_bool(tkw_eval *e, const char *name, int value);
int tkw_eval_set_nodes(tkw_eval *e, const char *name, xmlNodePtr *nodes, int n);
tkw_errors *tkw_eval_errors(tkw_eval *e);
void tkw_errors_reset(tkw_errors *list);

void tkw_register_functions(xmlXPathContextPtr ctx);
typedef struct tkw_regex tkw_regex;
struct tkw_eval {
	xmlXPathContextPtr ctx;
	xmlXPathCompExprPtr *exprs;
	int len, cap;
	tkw_errors *errors;
	xmlNodePtr current;
	xmlNodePtr *nodes;
	int nodes_cap;
	tkw_regex *regexes;
};
void tkw_regexes_free(tkw_regex *r);

#endif
