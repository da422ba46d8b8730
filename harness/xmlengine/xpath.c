#include "engine.h"

#include <stdlib.h>
#include <string.h>
#include <libxml/xpathInternals.h>

/* Steps that one evaluation may take; a rule that needs more would stall a run. */
#define TKW_OP_LIMIT 20000000UL

static void eval_error(void *ctx, xmlErrorPtr err) {
	tkw_eval *e = ctx;
	tkw_errors *list = e->errors;
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
	tkw_error *x = &list->items[list->len];
	memset(x, 0, sizeof *x);
	x->code = err->code;
	x->column = err->int1; /* offset in the expression */
	x->message = strdup(err->message ? err->message : "");
	if (x->message == NULL)
		list->failed = 1;
	else
		list->len++;
}

tkw_eval *tkw_eval_new(tkw_errors *errors) {
	tkw_eval *e = calloc(1, sizeof *e);
	if (e == NULL)
		return NULL;
	e->ctx = xmlXPathNewContext(NULL);
	if (e->ctx == NULL) {
		free(e);
		return NULL;
	}
	e->errors = errors;
	e->ctx->error = eval_error;
	e->ctx->userData = e;
	e->ctx->opLimit = TKW_OP_LIMIT;
	xmlXPathContextSetCache(e->ctx, 1, -1, 0);
	tkw_register_functions(e->ctx);
	return e;
}

void tkw_eval_free(tkw_eval *e) {
	if (e == NULL)
		return;
	for (int i = 0; i < e->len; i++)
		xmlXPathFreeCompExpr(e->exprs[i]);
	free(e->exprs);
	free(e->nodes);
	tkw_regexes_free(e->regexes);
	xmlXPathFreeContext(e->ctx);
	tkw_errors_free(e->errors);
	free(e);
}

tkw_errors *tkw_eval_errors(tkw_eval *e) { return e->errors; }

int tkw_eval_namespace(tkw_eval *e, const char *prefix, const char *uri) {
	return xmlXPathRegisterNs(e->ctx, (const xmlChar *)prefix, (const xmlChar *)uri);
}

int tkw_eval_compile(tkw_eval *e, const char *expr) {
	xmlXPathCompExprPtr c = xmlXPathCtxtCompile(e->ctx, (const xmlChar *)expr);
	if (c == NULL)
		return -1;
	if (e->len == e->cap) {
		int cap = e->cap ? 2 * e->cap : 16;
		xmlXPathCompExprPtr *grown = realloc(e->exprs, cap * sizeof *grown);
		if (grown == NULL) {
			xmlXPathFreeCompExpr(c);
			return -1;
		}
		e->exprs = grown;
		e->cap = cap;
	}
	e->exprs[e->len] = c;
	return e->len++;
}

void tkw_eval_bind(tkw_eval *e, xmlDocPtr doc) {
	e->ctx->doc = doc;
	e->ctx->node = (xmlNodePtr)doc;
}

void tkw_eval_unbind(tkw_eval *e) {
	xmlXPathRegisteredVariablesCleanup(e->ctx);
	tkw_errors_reset(e->errors);
	e->ctx->doc = NULL;
	e->ctx->node = NULL;
	e->current = NULL;
}

static int copy_nodes(tkw_eval *e, xmlNodeSetPtr set, tkw_result *out) {
	out->count = 0;
	out->nodes = NULL;
	if (set == NULL || set->nodeNr == 0)
		return 0;
	if (set->nodeNr > 1)
		xmlXPathNodeSetSort(set);
	if (set->nodeNr > e->nodes_cap) {
		xmlNodePtr *grown = realloc(e->nodes, set->nodeNr * sizeof *grown);
		if (grown == NULL)
			return -1;
		e->nodes = grown;
		e->nodes_cap = set->nodeNr;
	}
	for (int i = 0; i < set->nodeNr; i++)
		/* namespace nodes live only as long as the set */
		if (set->nodeTab[i]->type != XML_NAMESPACE_DECL)
			e->nodes[out->count++] = set->nodeTab[i];
	out->nodes = e->nodes;
	return 0;
}

int tkw_eval_run(tkw_eval *e, int expr, xmlNodePtr node, xmlNodePtr current, int want, tkw_result *out) {
	memset(out, 0, sizeof *out);
	if (expr < 0 || expr >= e->len)
		return -1;
	e->ctx->node = node;
	e->ctx->opCount = 0;
	e->current = current;
	xmlXPathObjectPtr res = xmlXPathCompiledEval(e->exprs[expr], e->ctx);
	if (res == NULL)
		return -1;
	int rc = 0;
	if (want == TKW_ANY) {
		switch (res->type) {
		case XPATH_NODESET: want = TKW_NODES; break;
		case XPATH_BOOLEAN: want = TKW_BOOL; break;
		case XPATH_NUMBER: want = TKW_NUMBER; break;
		default: want = TKW_STRING;
		}
	}
	out->type = want;
	switch (want) {
	case TKW_NODES:
		if (res->type != XPATH_NODESET)
			rc = -2;
		else
			rc = copy_nodes(e, res->nodesetval, out);
		break;
	case TKW_BOOL:
		out->boolean = xmlXPathCastToBoolean(res);
		break;
	case TKW_NUMBER:
		out->number = xmlXPathCastToNumber(res);
		break;
	default:
		if (res->type == XPATH_NODESET && res->nodesetval != NULL && res->nodesetval->nodeNr > 1)
			xmlXPathNodeSetSort(res->nodesetval);
		out->text = (char *)xmlXPathCastToString(res);
		if (out->text == NULL)
			rc = -1;
	}
	xmlXPathFreeObject(res);
	return rc;
}

static int set_variable(tkw_eval *e, const char *name, xmlXPathObjectPtr value) {
	return value == NULL ? -1 : xmlXPathRegisterVariable(e->ctx, (const xmlChar *)name, value);
}

int tkw_eval_set_string(tkw_eval *e, const char *name, const char *value) {
	return set_variable(e, name, xmlXPathNewString((const xmlChar *)value));
}

int tkw_eval_set_number(tkw_eval *e, const char *name, double value) {
	return set_variable(e, name, xmlXPathNewFloat(value));
}

int tkw_eval_set_bool(tkw_eval *e, const char *name, int value) {
	return set_variable(e, name, xmlXPathNewBoolean(value));
}

int tkw_eval_set_nodes(tkw_eval *e, const char *name, xmlNodePtr *nodes, int n) {
	xmlXPathObjectPtr set = xmlXPathNewNodeSet(NULL);
	if (set == NULL)
		return -1;
	for (int i = 0; i < n; i++)
		xmlXPathNodeSetAdd(set->nodesetval, nodes[i]);
	return set_variable(e, name, set);
}
