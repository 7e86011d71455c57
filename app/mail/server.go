package mail

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"

	gomail "github.com/wneessen/go-mail"
)

// Server is where mail is handed over, read from an SMTP URL.
type Server struct {
	Host     string
	Port     int
	User     string
	Password string
	// TLS from the first byte (smtps); StartTLS is required where it is set. With
	// neither the connection is plain, which only loopback allows.
	TLS, StartTLS bool
}

// ParseServer reads smtp://[user:password@]host[:port] (STARTTLS required, port
// 587; plain text and port 25 on loopback) and smtps://… (TLS, port 465). The
// error never quotes the URL.
func ParseServer(raw string) (Server, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return Server{}, errors.New("the SMTP address must look like smtp://user:password@host:587 or smtps://host")
	}
	s := Server{Host: u.Hostname(), User: u.User.Username()}
	s.Password, _ = u.User.Password()
	local := loopback(s.Host)
	switch u.Scheme {
	case "smtp":
		s.StartTLS, s.Port = !local, 587
		if local {
			s.Port = 25
		}
	case "smtps":
		s.TLS, s.Port = true, 465
	default:
		return Server{}, errors.New("the SMTP address must begin with smtp:// or smtps://")
	}
	if p := u.Port(); p != "" {
		if s.Port, err = strconv.Atoi(p); err != nil || s.Port < 1 || s.Port > 65535 {
			return Server{}, errors.New("the port of the SMTP address is not a port")
		}
	}
	return s, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// client prepares connections to the server; it does not connect.
func (s Server) client(o Options) (*gomail.Client, error) {
	opts := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(speaking), gomail.WithTLSPolicy(gomail.NoTLS)}
	switch {
	case s.TLS:
		opts = append(opts, gomail.WithSSL())
	case s.StartTLS:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.TLS || s.StartTLS {
		opts = append(opts, gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12, RootCAs: o.RootCAs}))
	}
	if s.User != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
		if !s.TLS && !s.StartTLS { // loopback: no secret leaves the machine
			opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthPlainNoEnc))
		}
	}
	if o.dial != nil {
		opts = append(opts, gomail.WithDialContextFunc(o.dial))
	}
	c, err := gomail.NewClient(s.Host, opts...)
	if err != nil {
		return nil, fmt.Errorf("mail: SMTP settings: %w", err)
	}
	return c, nil
}
