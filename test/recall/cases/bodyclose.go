// What bodyclose promises: a response of net/http whose body nothing closes, followed through variables, helpers and
// closures.
package bodyclose

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	web "net/http"
	"net/url"
	"strings"
)

func neverClosed(client *web.Client) error {
	response, err := client.Get("https://shop") // want resource/body-not-closed
	if err != nil {
		return err
	}
	_, err = io.ReadAll(response.Body)
	return err
}

func ofPackageFunction(form url.Values) (int, error) {
	response, err := web.PostForm("https://shop", form) // want resource/body-not-closed
	if err != nil {
		return 0, err
	}
	return response.StatusCode, nil
}

func ofRequest(ctx context.Context, client *web.Client) (string, error) {
	request, err := web.NewRequestWithContext(ctx, web.MethodGet, "https://shop", nil)
	if err != nil {
		return "", err
	}
	response, err := client.Do(request) // want resource/body-not-closed
	if err != nil {
		return "", err
	}
	return response.Header.Get("Location"), nil
}

func ofTransport(transport web.RoundTripper, request *web.Request) (bool, error) {
	response, err := transport.RoundTrip(request) // miss resource/body-not-closed: behind the interface is often code of the same process, with no connection to lose
	if err != nil {
		return false, err
	}
	return response.ContentLength > 0, nil
}

func discarded(client *web.Client) error {
	_, err := client.Get("https://shop") // want resource/body-not-closed
	return err
}

func leftInSwitch(client *web.Client) error {
	response, err := client.Get("https://shop") // want resource/body-not-closed
	if err != nil {
		return err
	}
	switch {
	case response.StatusCode >= 500:
		return fmt.Errorf("status %d", response.StatusCode)
	case response.ContentLength == 0:
		return nil
	}
	return response.Body.Close()
}

func leftOnFailedRead(client *web.Client) ([]byte, error) {
	response, err := client.Get("https://shop") // want resource/body-not-closed
	if err != nil {
		return nil, err
	}
	text := make([]byte, 10)
	if _, err := response.Body.Read(text); err != nil {
		return nil, err
	}
	return text, response.Body.Close()
}

type service struct{ client *web.Client }

func (s *service) ofField(ctx context.Context, target string) (int64, error) {
	request, err := web.NewRequestWithContext(ctx, web.MethodGet, target, nil)
	if err != nil {
		return 0, err
	}
	response, err := s.client.Do(request) // want resource/body-not-closed
	if err != nil {
		return 0, err
	}
	return response.ContentLength, nil
}

type doer interface {
	Do(*web.Request) (*web.Response, error)
}

func ofInterface(client doer, request *web.Request) (string, error) {
	response, err := client.Do(request) // want resource/body-not-closed
	if err != nil {
		return "", err
	}
	return response.Status, nil
}

func discardedHead(client *web.Client) error {
	_, err := client.Head("https://shop") // miss resource/body-not-closed: an answer to HEAD has no body, and its connection is free at once
	return err
}

func asStatement(client *web.Client) {
	client.Post("https://shop", "text/plain", strings.NewReader("x")) // want resource/body-not-closed
}

func decoded(into any) error {
	response, err := web.Get("https://shop") // want resource/body-not-closed
	if err != nil {
		return err
	}
	return json.NewDecoder(response.Body).Decode(into)
}

func leftOnStatus(client *web.Client) error {
	response, err := client.Get("https://shop") // want resource/body-not-closed
	if err != nil {
		return err
	}
	if response.StatusCode != web.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

func leftInLoop(client *web.Client, urls []string) error {
	for _, one := range urls {
		response, err := client.Get(one) // want resource/body-not-closed
		if err != nil {
			return err
		}
		if response.StatusCode == web.StatusNotFound {
			continue
		}
		response.Body.Close()
	}
	return nil
}

func leftInClosure(client *web.Client) func() error {
	return func() error {
		response, err := client.Get("https://shop") // want resource/body-not-closed
		if err != nil {
			return err
		}
		fmt.Println(response.Status)
		return nil
	}
}

func passedToReader(client *web.Client) error {
	response, err := client.Get("https://shop") // want resource/body-not-closed
	if err != nil {
		return err
	}
	return show(response)
}

func show(response *web.Response) error {
	_, err := io.Copy(io.Discard, response.Body)
	return err
}

func bodyKept(client *web.Client) error {
	response, err := client.Get("https://shop") // miss resource/body-not-closed: the body has a variable of its own, which is taken for its new owner
	if err != nil {
		return err
	}
	body := response.Body
	_, err = io.ReadAll(body)
	return err
}

func overwritten(client *web.Client) error {
	response, err := client.Get("https://shop/a") // want resource/body-not-closed
	if err != nil {
		return err
	}
	response, err = client.Get("https://shop/b")
	if err != nil {
		return err
	}
	return response.Body.Close()
}

func leftOnReadOfPart(client *web.Client) (string, error) {
	response, err := client.Get("https://shop") // want resource/body-not-closed
	if err != nil {
		return "", err
	}
	first := make([]byte, 64)
	n, err := io.ReadFull(response.Body, first)
	return string(first[:n]), err
}

func startedInGoroutine(client *web.Client, statuses chan<- int) {
	go func() {
		response, err := client.Get("https://shop") // want resource/body-not-closed
		if err != nil {
			statuses <- 0
			return
		}
		statuses <- response.StatusCode
	}()
}

func closedInOneBranch(client *web.Client, wait bool) error {
	response, err := client.Get("https://shop") // want resource/body-not-closed
	if err != nil {
		return err
	}
	if wait {
		return response.Body.Close()
	}
	return nil
}

func ofOwnTransport(transport *web.Transport, request *web.Request) (bool, error) {
	response, err := transport.RoundTrip(request) // want resource/body-not-closed
	if err != nil {
		return false, err
	}
	return response.Uncompressed, nil
}

func ofDefaultClient(target string) (string, error) {
	response, err := web.DefaultClient.Get(target) // want resource/body-not-closed
	if err != nil {
		return "", err
	}
	return response.Proto, nil
}

func fetch(client *web.Client) (*web.Response, error) { return client.Get("https://shop") }

func ofHelper(client *web.Client) (int, error) {
	response, err := fetch(client) // want resource/body-not-closed
	if err != nil {
		return 0, err
	}
	return response.StatusCode, nil
}

func generic[T any](client *web.Client, read func(*web.Response) T) (value T, err error) {
	response, err := client.Get("https://shop") // want resource/body-not-closed
	if err != nil {
		return value, err
	}
	if response.StatusCode >= 400 {
		return value, fmt.Errorf("status %d", response.StatusCode)
	}
	defer response.Body.Close()
	return read(response), nil
}

func afterPanicCheck(client *web.Client) string {
	response, err := client.Get("https://shop") // want resource/body-not-closed
	if err != nil {
		panic(err)
	}
	return response.Status
}

func closedByReassignedOnly(client *web.Client, again bool) error {
	response, err := client.Get("https://shop/a") // want resource/body-not-closed
	if err != nil {
		return err
	}
	if again {
		response, err = client.Get("https://shop/b")
		if err != nil {
			return err
		}
	}
	defer response.Body.Close()
	return nil
}

func leftByLabel(client *web.Client, urls []string) (sizes []int64, err error) {
next:
	for _, one := range urls {
		response, err := client.Get(one) // want resource/body-not-closed
		if err != nil {
			return nil, err
		}
		for _, value := range response.Header["X-Skip"] {
			if value != "" {
				continue next
			}
		}
		sizes = append(sizes, response.ContentLength)
		response.Body.Close()
	}
	return sizes, nil
}

func declaredBefore(client *web.Client) (int, error) {
	var (
		response *web.Response
		err      error
	)
	response, err = client.Get("https://shop") // want resource/body-not-closed
	if err != nil {
		return 0, err
	}
	return response.StatusCode, nil
}

func negatedCheck(client *web.Client) (status int) {
	if response, err := client.Get("https://shop"); err == nil { // want resource/body-not-closed
		status = response.StatusCode
	}
	return status
}
