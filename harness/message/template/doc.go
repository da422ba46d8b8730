// Package template makes messages from templates: XML files with placeholders, so that a
// pack author sees the message, and no value can break its markup. Parse documents the
// language.
package template
