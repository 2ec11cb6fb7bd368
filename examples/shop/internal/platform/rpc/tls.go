package rpc

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"google.golang.org/grpc/credentials"

	"example.com/shop/internal/platform/config"
)

// Identity is the certificate of this service and the authority that signed
// the certificates of its peers.
type Identity struct {
	certificate tls.Certificate
	authorities *x509.CertPool
}

// LoadIdentity reads the PEM files named by TLS_CERT_FILE, TLS_KEY_FILE and
// TLS_CA_FILE.
func LoadIdentity(settings *config.Loader) (*Identity, error) {
	certFile := settings.Required("TLS_CERT_FILE")
	keyFile := settings.Required("TLS_KEY_FILE")
	caFile := settings.Required("TLS_CA_FILE")
	if err := settings.Err(); err != nil {
		return nil, fmt.Errorf("identity settings: %w", err)
	}
	certificate, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("load key pair: %w", err)
	}
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, fmt.Errorf("read authority: %w", err)
	}
	authorities := x509.NewCertPool()
	if !authorities.AppendCertsFromPEM(pem) {
		return nil, errors.New("authority file holds no certificate")
	}
	return &Identity{certificate: certificate, authorities: authorities}, nil
}

func (i *Identity) server() credentials.TransportCredentials {
	return credentials.NewTLS(&tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{i.certificate},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    i.authorities,
	})
}

func (i *Identity) client() credentials.TransportCredentials {
	return credentials.NewTLS(&tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{i.certificate},
		RootCAs:      i.authorities,
	})
}
