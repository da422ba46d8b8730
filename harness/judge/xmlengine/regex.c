/* XML Schema regular expressions, compiled once an evaluator. */
#include "engine.h"

#include <stdlib.h>
#include <string.h>
#include <libxml/xmlregexp.h>

/* Rules hold few patterns; more come from patterns that are computed, and are not kept. */
#define TKW_MAX_REGEXES 64

struct tkw_regex {
	char *pattern;
	xmlRegexpPtr compiled;
	struct tkw_regex *next;
};

void tkw_regexes_free(tkw_eval *e) {
	while (e->regexes != NULL) {
		tkw_regex *r = e->regexes;
		e->regexes = r->next;
		xmlRegFreeRegexp(r->compiled);
		free(r->pattern);
		free(r);
	}
	e->regex_count = 0;
}

static xmlRegexpPtr regex(tkw_eval *e, const char *pattern) {
	for (tkw_regex *r = e->regexes; r != NULL; r = r->next)
		if (strcmp(r->pattern, pattern) == 0)
			return r->compiled;
	if (e->regex_count >= TKW_MAX_REGEXES)
		tkw_regexes_free(e);
	xmlRegexpPtr compiled = xmlRegexpCompile((const xmlChar *)pattern);
	if (compiled == NULL)
		return NULL;
	tkw_regex *r = malloc(sizeof *r);
	char *copy = strdup(pattern);
	if (r == NULL || copy == NULL) {
		free(r);
		free(copy);
		xmlRegFreeRegexp(compiled);
		return NULL;
	}
	*r = (tkw_regex){copy, compiled, e->regexes};
	e->regexes = r;
	e->regex_count++;
	return compiled;
}

/* 1 if the whole text matches, 0 if not, -1 with a complaint if that cannot be said. */
int tkw_regex_match(tkw_eval *e, const char *pattern, const char *text) {
	xmlRegexpPtr r = regex(e, pattern);
	if (r == NULL) {
		e->complaint = "tkw:matches: the pattern is not a regular expression of XML Schema";
		return -1;
	}
	int rc = xmlRegexpExec(r, (const xmlChar *)text);
	if (rc < 0)
		e->complaint = "tkw:matches: the match takes too long and was given up";
	return rc < 0 ? -1 : rc == 1;
}
