package rpc

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

func TestAuthorizePeer(t *testing.T) {
	withPeer := func(names ...string) context.Context {
		chain := []*x509.Certificate{{DNSNames: names}}
		state := tls.ConnectionState{VerifiedChains: [][]*x509.Certificate{chain}}
		return peer.NewContext(t.Context(), &peer.Peer{AuthInfo: credentials.TLSInfo{State: state}})
	}
	tests := []struct {
		name string
		ctx  context.Context
		want codes.Code
	}{
		{name: "no peer", ctx: t.Context(), want: codes.Unauthenticated},
		{name: "allowed", ctx: withPeer("gateway"), want: codes.OK},
		{name: "second name allowed", ctx: withPeer("gateway.shop", "gateway"), want: codes.OK},
		{name: "someone else", ctx: withPeer("notifications"), want: codes.PermissionDenied},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			next := func(context.Context, any) (any, error) { return nil, nil }
			_, err := authorizePeer([]string{"gateway"})(tt.ctx, nil, nil, next)
			if got := status.Code(err); got != tt.want {
				t.Errorf("code = %s, want %s", got, tt.want)
			}
		})
	}
}
