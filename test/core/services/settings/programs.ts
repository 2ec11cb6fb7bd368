/** A program whose configuration viper fills in, and with it the address of its cache. */
export const configured = ({ imports = '', more = '' } = {}) => `package main

import (
	"net/http"
${imports}
	"github.com/redis/go-redis/v9"
	"github.com/spf13/viper"
)

type Config struct {
	Cache Cache \`mapstructure:"cache"\`
}

type Cache struct {
	Addr string \`mapstructure:"addr"\`
}

func main() {
	var c Config
	viper.Unmarshal(&c)
	redis.NewClient(&redis.Options{Addr: c.Cache.Addr})
${more}	http.ListenAndServe(":8080", nil)
}
`;
