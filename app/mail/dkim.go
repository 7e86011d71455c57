package mail

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
	gomail "github.com/wneessen/go-mail"
)

const smallestRSA = 2048

// newDKIM reads the key that signs our mail: RSA of 2048 bits or more, or
// ed25519, as PEM. nil where no domain is set (the relay signs, or nobody).
func newDKIM(domain, selector, keyFile string) (*dkim.SignOptions, error) {
	if domain == "" && selector == "" && keyFile == "" {
		return nil, nil
	}
	if domain == "" || selector == "" || keyFile == "" {
		return nil, errors.New("mail: DKIM needs domain, selector and key file together")
	}
	pem, err := os.ReadFile(keyFile) // #nosec G304 -- a setting of the operator
	if err != nil {
		return nil, fmt.Errorf("mail: DKIM key: %w", err)
	}
	key, err := gomail.PrivKeyFromPEM(pem)
	if err != nil {
		return nil, fmt.Errorf("mail: DKIM key: %w", err)
	}
	if r, ok := key.(*rsa.PrivateKey); ok && r.N.BitLen() < smallestRSA {
		return nil, fmt.Errorf("mail: the DKIM key has %d bits, at least %d are needed", r.N.BitLen(), smallestRSA)
	}
	return &dkim.SignOptions{
		Domain: domain, Selector: selector, Signer: key,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
		HeaderKeys: signedHeaders(),
	}, nil
}

// signedHeaders are protected; a header that is not there is signed as absent,
// and the last three, named twice, cannot be added a second time.
func signedHeaders() []string {
	return []string{"From", "Reply-To", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
		"Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post", "From", "To", "Subject"}
}

// sign adds the signature to a message that is complete: written once more, it
// is the same to the byte.
func sign(msg *gomail.Msg, o *dkim.SignOptions) error {
	signer, err := dkim.NewSigner(o)
	if err != nil {
		return fmt.Errorf("mail: sign: %w", err)
	}
	_, err = msg.WriteTo(signer)
	if err := errors.Join(err, signer.Close()); err != nil {
		return fmt.Errorf("mail: sign: %w", err)
	}
	_, value, _ := strings.Cut(strings.TrimRight(signer.Signature(), "\r\n"), ": ")
	msg.SetGenHeaderPreformatted("DKIM-Signature", value)
	return nil
}
