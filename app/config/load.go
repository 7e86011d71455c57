package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/caarlos0/env/v11"
)

// loader fills a Config step by step and collects the mistakes on the way.
type loader struct {
	c        Config
	env      map[string]string
	rawKey   string
	mistakes Mistakes
}

func (l *loader) wrong(format string, args ...any) {
	l.mistakes = append(l.mistakes, fmt.Sprintf(format, args...))
}

// environment keeps the variables that are set to something and notes where each
// came from; of a name given twice the last one counts.
func (l *loader) environment(environ []string) {
	l.env, l.c.from = map[string]string{}, map[string]string{}
	for _, pair := range environ {
		name, value, ok := strings.Cut(pair, "=")
		delete(l.env, name)
		delete(l.c.from, name)
		if value = strings.TrimSpace(value); ok && value != "" {
			l.env[name] = value
			l.c.from[name] = "environment"
		}
	}
}

// files replaces each secret given as NAME_FILE by what the file holds.
func (l *loader) files() {
	for _, name := range []string{"DATABASE_URL", "SMTP_URL", "SMS_URL", "SMS_TOKEN", "APPRODO_SECRET"} {
		path, ok := l.env[name+"_FILE"]
		if !ok {
			continue
		}
		if _, both := l.env[name]; both {
			l.wrong("%s and %s_FILE are both set: keep one of them.", name, name)
			continue
		}
		b, err := os.ReadFile(path)
		value := strings.TrimSpace(string(b))
		switch {
		case err != nil:
			l.wrong("%s_FILE: the file %s cannot be read (%s).", name, path, reason(err))
		case value == "":
			l.wrong("%s_FILE: the file %s is empty.", name, path)
		default:
			l.env[name] = value
			l.c.from[name] = "file " + path
		}
	}
	l.rawKey = l.env["APPRODO_SECRET"]
}

// parse lets the library fill the typed fields; its errors become sentences.
func (l *loader) parse() {
	err := env.ParseWithOptions(&l.c, env.Options{Environment: l.env})
	var all env.AggregateError
	if !errors.As(err, &all) {
		return
	}
	for _, e := range all.Errors {
		var bad env.ParseError
		if !errors.As(e, &bad) {
			l.wrong("%s.", e)
			continue
		}
		name := variableOf(bad.Name)
		l.wrong("%s is %q: write %s.", name, l.env[name], shapeOf(name))
	}
}

// shapeOf says how a setting that is not plain text has to look.
func shapeOf(name string) string {
	switch name {
	case "PORT":
		return "a whole number from 1 to 65535, such as 8080"
	case "APPRODO_CLOCK":
		return "a length of time such as +36h or -90m"
	}
	return "a plain value"
}

// unknown refuses misspelt names of our own.
func (l *loader) unknown() {
	var names []string
	for name := range l.env {
		known := slices.Contains(variables(), strings.TrimSuffix(name, "_FILE"))
		if strings.HasPrefix(name, "APPRODO_") && !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		l.wrong("%s is not a setting of Approdo: check how it is spelt.", name)
	}
}

// defaults fills what depends on other settings.
func (l *loader) defaults() {
	c := &l.c
	c.Env = strings.ToLower(c.Env)
	if c.Host == "" {
		c.Host = "127.0.0.1"
		if c.Production() {
			c.Host = "0.0.0.0"
		}
	}
	if abs, err := filepath.Abs(c.DataDir); err == nil {
		c.DataDir = abs
	}
	for i, p := range c.TrustedProxies {
		c.TrustedProxies[i] = strings.TrimSpace(p)
	}
	c.TrustedProxies = slices.DeleteFunc(c.TrustedProxies, func(s string) bool { return s == "" })
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	if c.BaseURL == "" && !c.Production() {
		c.BaseURL = "http://localhost:" + itoa(c.Port)
	}
	if c.MailFrom == "" {
		c.MailFrom = "Approdo <noreply@" + hostOf(c.BaseURL) + ">"
	}
}

// variables lists the names of all settings in the order they are printed.
func variables() []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Config]()) {
		if name := variable(f); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func variable(f reflect.StructField) string {
	if name := f.Tag.Get("name"); name != "" {
		return name
	}
	return f.Tag.Get("env")
}

func variableOf(field string) string {
	f, _ := reflect.TypeFor[Config]().FieldByName(field)
	return variable(f)
}

// reason is the plain cause of a file error, without its path.
func reason(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

func itoa(n int) string { return strconv.Itoa(n) }
