/* XPath contexts: compiled expressions, variables, one evaluation a call. */
#include "engine.h"

#include <stdlib.h>
#include <string.h>
#include <libxml/xpathInternals.h>

/* The context keeps its last error; this only stops it from being printed. */
static void no_error(void *ctx, xmlErrorPtr err) {
	(void)ctx;
	(void)err;
}

tkw_eval *tkw_eval_new(void) {
	tkw_eval *e = calloc(1, sizeof *e);
	if (e == NULL)
		return NULL;
	e->ctx = xmlXPathNewContext(NULL);
	if (e->ctx == NULL || tkw_register_functions(e->ctx) != 0 || tkw_register_charges(e) != 0) {
		tkw_eval_free(e);
		return NULL;
	}
	e->ctx->error = no_error;
	e->ctx->userData = e;
	xmlXPathContextSetCache(e->ctx, 1, -1, 0);
	return e;
}

/* What an evaluation costs beside the steps in it. */
#define TKW_EVALUATION 40

static void forget_result(tkw_eval *e) {
	if (e->object != NULL) {
		xmlXPathFreeObject(e->object);
		e->object = NULL;
	}
	if (e->text != NULL) {
		xmlFree(e->text);
		e->text = NULL;
	}
	e->kind = e->boolean = e->count = 0;
	e->number = 0;
	e->nodes = NULL;
}

static void forget_error(tkw_eval *e) {
	e->error = 0;
	e->offset = -1;
	e->complaint = NULL;
	e->spent = TKW_SPENT_NOTHING;
	if (e->ctx->lastError.code != XML_ERR_OK)
		xmlResetError(&e->ctx->lastError);
}

/* Notes the context's error, if there is one, as a code of xmlXPathError. */
static int failed(tkw_eval *e) {
	if (e->ctx->lastError.code == XML_ERR_OK)
		return 0;
	e->error = e->ctx->lastError.code - XML_XPATH_EXPRESSION_OK;
	e->offset = e->ctx->lastError.int1;
	return 1;
}

void tkw_eval_free(tkw_eval *e) {
	if (e == NULL)
		return;
	forget_result(e);
	for (int i = 0; i < e->len; i++)
		xmlXPathFreeCompExpr(e->exprs[i]);
	free(e->exprs);
	tkw_regexes_free(e);
	tkw_keys_free(e);
	if (e->ctx != NULL)
		xmlXPathFreeContext(e->ctx);
	free(e);
}

int tkw_eval_namespace(tkw_eval *e, const char *prefix, const char *uri) {
	return xmlXPathRegisterNs(e->ctx, (const xmlChar *)prefix, (const xmlChar *)uri);
}

int tkw_eval_compile(tkw_eval *e, int i, const char *expr) {
	if (i >= e->len) {
		xmlXPathCompExprPtr *grown = realloc(e->exprs, ((size_t)i + 1) * sizeof *grown);
		if (grown == NULL) {
			e->error = XPATH_MEMORY_ERROR;
			return TKW_FAILED;
		}
		memset(grown + e->len, 0, (size_t)(i + 1 - e->len) * sizeof *grown);
		e->exprs = grown;
		e->len = i + 1;
	}
	forget_error(e);
	e->ctx->opLimit = 0; /* expressions are of packs, and their length is bounded */
	xmlXPathCompExprPtr c = xmlXPathCtxtCompile(e->ctx, (const xmlChar *)expr);
	if (failed(e) || c == NULL) {
		xmlXPathFreeCompExpr(c);
		return TKW_FAILED;
	}
	xmlXPathFreeCompExpr(e->exprs[i]);
	e->exprs[i] = c;
	return TKW_OK;
}

/* Forgets whatever belongs to a document, so that the evaluator can wait for another. */
void tkw_eval_unbind(tkw_eval *e) {
	forget_result(e);
	forget_error(e);
	xmlXPathRegisteredVariablesCleanup(e->ctx);
	tkw_keys_free(e);
	e->ctx->doc = NULL;
	e->ctx->node = NULL;
	e->current = NULL;
}

/* Leaves out namespace nodes, which live only inside of their set and have no place. */
static void keep_nodes(tkw_eval *e, xmlNodeSetPtr set) {
	if (set == NULL || set->nodeNr == 0)
		return;
	if (set->nodeNr > 1)
		xmlXPathNodeSetSort(set);
	int kept = 0;
	for (int i = 0; i < set->nodeNr; i++) {
		xmlNodePtr n = set->nodeTab[i];
		if (n->type == XML_NAMESPACE_DECL)
			xmlXPathNodeSetFreeNs((xmlNsPtr)n);
		else
			set->nodeTab[kept++] = n;
	}
	set->nodeNr = kept;
	e->nodes = set->nodeTab;
	e->count = kept;
}

static int kind_of(xmlXPathObjectPtr o) {
	switch (o->type) {
	case XPATH_NODESET:
		return TKW_NODES;
	case XPATH_BOOLEAN:
		return TKW_BOOL;
	case XPATH_NUMBER:
		return TKW_NUMBER;
	default:
		return TKW_STRING;
	}
}

/* Evaluates within what is left of the budget; the cost of the result is not in it. */
static int evaluate(tkw_eval *e, int i, int want) {
	if (want == TKW_BOOL) {
		/* Stops at the first node found, where the expression allows it. */
		e->boolean = xmlXPathCompiledEvalToBoolean(e->exprs[i], e->ctx);
		e->kind = TKW_BOOL;
		return failed(e) || e->boolean < 0 ? TKW_FAILED : TKW_OK;
	}
	e->object = xmlXPathCompiledEval(e->exprs[i], e->ctx);
	if (failed(e) || e->object == NULL)
		return TKW_FAILED;
	return TKW_OK;
}

/* Converts the result to the type that is wanted. */
static int convert(tkw_eval *e, int want) {
	e->kind = want == TKW_ANY ? kind_of(e->object) : want;
	switch (e->kind) {
	case TKW_NODES:
		if (e->object->type != XPATH_NODESET)
			return TKW_NO_NODES;
		if (e->object->nodesetval != NULL && !tkw_charge_steps(e, (unsigned long)e->object->nodesetval->nodeNr))
			return TKW_FAILED;
		keep_nodes(e, e->object->nodesetval);
		break;
	case TKW_BOOL:
		e->boolean = xmlXPathCastToBoolean(e->object);
		break;
	case TKW_NUMBER:
		if (!tkw_charge_object(e, e->object, 0))
			return TKW_FAILED;
		e->number = xmlXPathCastToNumber(e->object);
		break;
	default:
		if (!tkw_charge_object(e, e->object, 0))
			return TKW_FAILED;
		e->text = (char *)xmlXPathCastToString(e->object);
		if (e->text == NULL) {
			e->error = XPATH_MEMORY_ERROR;
			return TKW_FAILED;
		}
	}
	return TKW_OK;
}

int tkw_eval_run(tkw_eval *e, int i, xmlNodePtr node, xmlNodePtr current, int want) {
	if (i >= e->len || e->exprs[i] == NULL)
		return TKW_NOT_COMPILED;
	forget_result(e);
	forget_error(e);
	if (!tkw_charge_steps(e, TKW_EVALUATION)) /* libxml2 takes a limit of 0 for none */
		return TKW_FAILED;
	e->ctx->node = node;
	e->ctx->doc = node->doc;
	e->ctx->opCount = 0;
	e->ctx->opLimit = e->steps_left + 1;
	e->current = current;
	int rc = evaluate(e, i, want);
	e->steps_left = e->ctx->opCount > e->steps_left ? 0 : e->steps_left - e->ctx->opCount;
	/* Where libxml2 streams an expression it gives up at the limit without an error. */
	if (rc == TKW_FAILED && e->spent == TKW_SPENT_NOTHING && e->ctx->opCount >= e->ctx->opLimit)
		e->spent = TKW_SPENT_STEPS;
	if (rc != TKW_OK || want == TKW_BOOL)
		return rc;
	return convert(e, want);
}

/* Takes ownership of value, which may be NULL for "no memory". */
int tkw_eval_set(tkw_eval *e, const char *name, int name_len, xmlXPathObjectPtr value) {
	xmlChar *copy = xmlStrndup((const xmlChar *)name, name_len);
	int rc = -1;
	if (copy != NULL && value != NULL)
		rc = xmlXPathRegisterVariable(e->ctx, copy, value);
	if (rc != 0 && value != NULL)
		xmlXPathFreeObject(value);
	xmlFree(copy);
	return rc;
}

int tkw_eval_set_string(tkw_eval *e, const char *name, int name_len, const char *value, int len) {
	xmlChar *text = xmlStrndup((const xmlChar *)(value ? value : ""), len); /* an empty Go string is NULL */
	return tkw_eval_set(e, name, name_len, text == NULL ? NULL : xmlXPathWrapString(text));
}

int tkw_eval_set_number(tkw_eval *e, const char *name, int name_len, double value) {
	return tkw_eval_set(e, name, name_len, xmlXPathNewFloat(value));
}

int tkw_eval_set_bool(tkw_eval *e, const char *name, int name_len, int value) {
	return tkw_eval_set(e, name, name_len, xmlXPathNewBoolean(value));
}

int tkw_eval_set_nodes(tkw_eval *e, const char *name, int name_len, xmlNodePtr *nodes, int n) {
	xmlXPathObjectPtr set = xmlXPathNewNodeSet(NULL);
	/* Each comes once: looking for doubles would compare every two of them. */
	for (int i = 0; set != NULL && i < n; i++)
		if (xmlXPathNodeSetAddUnique(set->nodesetval, nodes[i]) != 0) {
			xmlXPathFreeObject(set);
			set = NULL;
		}
	return tkw_eval_set(e, name, name_len, set);
}
