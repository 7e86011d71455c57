// Package glossary is the screen of the glossary of occupations: what a job is called in
// every language, its place in ISCO-08 and ESCO, and what it asks for. Other screens let
// somebody choose from it by its Results, which parts/occupations draws.
package glossary
