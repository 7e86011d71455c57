package config

import (
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"

	"approdo/app/inspect"
	"approdo/app/mail/sms"
	"approdo/app/print"
)

// check holds the rules between settings; each broken one is a sentence.
func (l *loader) check() {
	c := &l.c
	if !slices.Contains([]string{EnvDevelopment, EnvTest, EnvProduction}, c.Env) {
		l.wrong("APPRODO_ENV is %q: write development, test or production.", c.Env)
	}
	if l.env["PORT"] == "" || isNumber(l.env["PORT"]) {
		if c.Port < 1 || c.Port > 65535 {
			l.wrong("PORT is %d: write %s.", c.Port, shapeOf("PORT"))
		}
	}
	if c.Production() && c.ClockOffset != 0 {
		l.wrong("APPRODO_CLOCK moves the clock and is refused in production: remove it.")
	}
	if _, err := mail.ParseAddress(c.MailFrom); err != nil && (c.BaseURL != "" || l.env["MAIL_FROM"] != "") {
		l.wrong("MAIL_FROM is %q: write an address such as Sportello <sportello@comune.example.it>.", c.MailFrom)
	}
	l.checkBaseURL()
	l.checkSMTP()
	l.checkSMS()
	l.checkDatabase()
	l.checkProxies()
	l.checkDKIM()
	l.checkChromium()
	l.checkInspection()
}

// checkChromium: a browser that is named must be there; one that is looked for need not.
func (l *loader) checkChromium() {
	if l.c.Chromium == "" || l.c.Chromium == print.Off {
		return
	}
	if _, err := exec.LookPath(l.c.Chromium); err != nil {
		l.wrong("CHROMIUM_PATH: %s is not a program: name Chromium, such as /usr/bin/chromium, or write off.", l.c.Chromium)
	}
}

// checkInspection: LibreOffice like the browser; what looks at uploads gets them as they
// are, so it must be on this machine.
func (l *loader) checkInspection() {
	if path := l.c.Soffice; path != "" && path != inspect.Off {
		if _, err := exec.LookPath(path); err != nil {
			l.wrong("SOFFICE_PATH: %s is not a program: name LibreOffice, such as /usr/bin/soffice, or write off.", path)
		}
	}
	if l.c.Clamd == "" || strings.HasPrefix(l.c.Clamd, "/") {
		return
	}
	host, port, err := net.SplitHostPort(l.c.Clamd)
	if err != nil || !isNumber(port) || !loopback(host) {
		l.wrong("CLAMD_ADDRESS is %q: write 127.0.0.1:3310, or the path of clamd's socket such as /run/clamav/clamd.ctl.", l.c.Clamd)
	}
}

func (l *loader) checkBaseURL() {
	c := &l.c
	if c.BaseURL == "" {
		l.wrong("BASE_URL is missing: write the address people type, such as https://sportello.comune.example.it.")
		return
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") {
		l.wrong("BASE_URL is not a web address: write one such as https://sportello.comune.example.it.")
		return
	}
	if u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		l.wrong("BASE_URL must end after the host: write %s://%s.", u.Scheme, u.Host)
	}
	if c.Production() && u.Scheme != "https" {
		l.wrong("BASE_URL must begin with https:// in production.")
	}
}

func (l *loader) checkSMTP() {
	c := &l.c
	if c.SMTPURL == "" {
		if c.Production() {
			l.wrong("SMTP_URL is missing: in production mail needs a server, such as smtp://user:password@mail.example.it:587.")
		}
		return
	}
	u, err := url.Parse(c.SMTPURL)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		l.wrong("SMTP_URL is not a mail server's address: write smtp://user:password@host:587 or smtps://user:password@host:465.")
	}
}

// checkSMS never quotes the address: providers put passwords into it.
func (l *loader) checkSMS() {
	c := &l.c
	if c.SMSURL == "" {
		if c.SMSToken != "" {
			l.wrong("SMS_TOKEN is set without SMS_URL: set both, or neither.")
		}
		return
	}
	if _, err := sms.Parse(c.SMSURL, c.SMSToken); err != nil {
		l.wrong("SMS_URL: %s.", err)
	}
}

// checkDatabase looks at each URL of the list; the words never hold the URL,
// which may carry a password.
func (l *loader) checkDatabase() {
	for i, raw := range strings.Fields(l.c.DatabaseURL) {
		which := "DATABASE_URL"
		if i > 0 {
			which = "DATABASE_URL (number " + itoa(i+1) + ")"
		}
		u, err := url.Parse(raw)
		if err != nil || !slices.Contains([]string{"postgres", "postgresql", "unix"}, u.Scheme) {
			l.wrong("%s is not a PostgreSQL address: write postgres://user:password@host:5432/database.", which)
			continue
		}
		if l.c.Production() && !onThisMachine(u) && u.Query().Get("sslmode") != "verify-full" {
			l.wrong("%s leads to another machine: in production add sslmode=verify-full, so that the server is recognised.", which)
		}
	}
}

func (l *loader) checkProxies() {
	for _, p := range l.c.TrustedProxies {
		_, addrErr := netip.ParseAddr(p)
		_, netErr := netip.ParsePrefix(p)
		if addrErr != nil && netErr != nil {
			l.wrong("TRUSTED_PROXIES holds %q: write addresses or networks such as 10.0.0.5,192.168.1.0/24.", p)
		}
	}
}

func (l *loader) checkDKIM() {
	c := &l.c
	set := 0
	for _, v := range []string{c.DKIMDomain, c.DKIMSelector, c.DKIMKeyFile} {
		if v != "" {
			set++
		}
	}
	if set != 0 && set != 3 {
		l.wrong("DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE go together: set all three or none.")
	}
	if c.DKIMKeyFile == "" {
		return
	}
	f, err := os.Open(c.DKIMKeyFile)
	if err != nil {
		l.wrong("DKIM_KEY_FILE: the file %s cannot be read (%s).", c.DKIMKeyFile, reason(err))
		return
	}
	_ = f.Close()
}

// onThisMachine reports whether a database URL never leaves the machine.
func onThisMachine(u *url.URL) bool {
	if u.Scheme == "unix" {
		return true
	}
	host := u.Query().Get("host")
	if host == "" {
		host = u.Hostname()
	}
	return strings.HasPrefix(host, "/") || loopback(host)
}

func loopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" {
		return "localhost"
	}
	return u.Hostname()
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == "" && len(s) < 9
}
