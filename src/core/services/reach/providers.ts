/** What a program may be equipped with, beside what it is for. */
export type Part =
  | 'shutdown'
  | 'health'
  | 'grpc health'
  | 'metrics'
  | 'tracing'
  | 'authentication'
  | 'rate limit'
  | 'breaker'
  | 'http server'
  | 'routes'
  | 'grpc server'
  | 'rpcs';

/** A use of a library that brings a part: import path, and which of its names do; all where none are given. */
export interface Provider {
  parts: readonly Part[];
  path: RegExp;
  names?: RegExp;
}

/** Libraries, by what a program has that uses them. */
export const PROVIDERS: readonly Provider[] = [
  { parts: ['shutdown'], path: /^os\/signal$/, names: /^Notify/ },
  {
    // They stop serving by themselves when they are told to end.
    parts: ['shutdown'],
    path: /^(?:github\.com\/(?:go-kratos\/kratos(?:\/v\d+)?|(?:asim|micro)\/go-micro(?:\/v\d+)?|zeromicro\/go-zero\/.+|gogf\/gf\/.+|cloudwego\/(?:kitex|hertz)\/.+|ServiceWeaver\/weaver|aws\/aws-lambda-go\/lambda|GoogleCloudPlatform\/functions-framework-go\/.+|dapr\/go-sdk\/service\/.+|hibiken\/asynq|kataras\/iris(?:\/v\d+)?|beego\/beego\/.+|astaxie\/beego|gobuffalo\/buffalo|kardianos\/service|judwhite\/go-svc|hashicorp\/go-plugin|ory\/graceful|tylerb\/graceful|fvbock\/endless|facebookgo\/(?:grace|httpdown).*|cloudflare\/tableflip|jpillora\/overseer|apache\/dubbo-go.*|trpc-group\/trpc-go|labstack\/echo-contrib\/.*graceful.*)|go-micro\.dev\/v\d+|go\.uber\.org\/fx|sigs\.k8s\.io\/controller-runtime.*|k8s\.io\/apiserver\/.+|k8s\.io\/component-base\/cli|gofr\.dev\/.+|encore\.dev\/.*|google\.golang\.org\/appengine.*|goji\.io\/graceful|github\.com\/zenazn\/goji.*)$/,
  },
  {
    parts: ['health'],
    path: /^(?:github\.com\/(?:zeromicro\/go-zero\/.+|(?:asim|micro)\/go-micro(?:\/v\d+)?|dapr\/go-sdk\/service\/.+|aws\/aws-lambda-go\/lambda|GoogleCloudPlatform\/functions-framework-go\/.+)|go-micro\.dev\/v\d+|gofr\.dev\/.+|encore\.dev\/.*|k8s\.io\/apiserver\/.+|google\.golang\.org\/appengine.*)$/,
  },
  {
    parts: ['health', 'grpc health'],
    path: /^(?:google\.golang\.org\/grpc\/health(?:\/.*)?|connectrpc\.com\/grpchealth|github\.com\/bufbuild\/connect-grpchealth-go|github\.com\/go-kratos\/kratos(?:\/v\d+)?\/transport\/grpc)$/,
  },
  {
    parts: ['metrics'],
    path: /^(?:github\.com\/(?:prometheus\/client_golang\/prometheus.*|VictoriaMetrics\/metrics|DataDog\/datadog-go.*|armon\/go-metrics|hashicorp\/go-metrics|uber-go\/tally.*|rcrowley\/go-metrics|cactus\/go-statsd-client.*|smira\/go-statsd|alexcesaro\/statsd|go-kit\/kit\/metrics.*|penglongli\/gin-metrics.*|Depado\/ginprom|zsais\/go-gin-prometheus|ansrivas\/fiberprometheus.*|labstack\/echo-contrib\/(?:prometheus|echoprometheus)|grpc-ecosystem\/go-grpc-prometheus|grpc-ecosystem\/go-grpc-middleware\/providers\/prometheus|slok\/go-http-metrics.*|zeromicro\/go-zero\/.+|newrelic\/go-agent.*)|go\.opentelemetry\.io\/otel\/(?:metric|sdk\/metric|exporters\/(?:prometheus|otlp\/otlpmetric\/.+))|go\.opentelemetry\.io\/contrib\/instrumentation\/(?:runtime|host)|go\.opencensus\.io\/stats.*|cloud\.google\.com\/go\/monitoring.*|gofr\.dev\/.+)$/,
  },
  {
    parts: ['tracing'],
    path: /^(?:go\.opentelemetry\.io\/(?:otel\/(?:trace|sdk\/trace|exporters\/(?:otlp\/otlptrace|jaeger|zipkin|stdout\/stdouttrace).*)|contrib\/(?:instrumentation\/.*otel(?:http|grpc|gin|echo|mux|chi|fiber|sql|mongo|kit|macaron|beego|restful|connect).*|propagators\/.+))|github\.com\/(?:opentracing\/opentracing-go.*|uber\/jaeger-client-go.*|jaegertracing\/jaeger-client-go.*|openzipkin\/.+|DataDog\/dd-trace-go.*|newrelic\/go-agent.*|aws\/aws-xray-sdk-go.*|riandyrn\/otelchi|uptrace\/.+|zeromicro\/go-zero\/.+|honeycombio\/.+|SkyAPM\/go2sky.*|elastic\/apm-agent-go.*)|gopkg\.in\/DataDog\/dd-trace-go.*|go\.elastic\.co\/apm.*|go\.opencensus\.io\/trace.*|cloud\.google\.com\/go\/trace.*|connectrpc\.com\/otelconnect|gofr\.dev\/.+)$/,
  },
  {
    parts: ['rate limit'],
    path: /^(?:golang\.org\/x\/time\/rate|github\.com\/(?:ulule\/limiter.*|didip\/tollbooth.*|uber-go\/ratelimit|juju\/ratelimit|go-redis\/redis_rate.*|sethvargo\/go-limiter.*|throttled\/throttled.*|go-chi\/httprate.*|alibaba\/sentinel-golang.*|gofiber\/fiber(?:\/v\d+)?\/middleware\/limiter|envoyproxy\/ratelimit.*|zeromicro\/go-zero\/.+)|go\.uber\.org\/ratelimit)$/,
  },
  {
    parts: ['breaker'],
    path: /^github\.com\/(?:sony\/gobreaker.*|afex\/hystrix-go.*|failsafe-go\/failsafe-go.*|eapache\/go-resiliency\/breaker|rubyist\/circuitbreaker|mercari\/go-circuitbreaker|streadway\/handy\/breaker|cep21\/circuit.*|slok\/goresilience.*|alibaba\/sentinel-golang.*|zeromicro\/go-zero\/.+|go-kratos\/aegis\/circuitbreaker.*|go-kratos\/kratos(?:\/v\d+)?\/middleware\/circuitbreaker)$/,
  },
  { parts: ['http server'], path: /^net\/http$/, names: /^(?:ListenAndServe(?:TLS)?|Serve|ServeTLS)$/ },
  { parts: ['http server'], path: /^github\.com\/valyala\/fasthttp$/, names: /^(?:ListenAndServe|Serve)/ },
  { parts: ['grpc server'], path: /^google\.golang\.org\/grpc$/, names: /^NewServer$/ },
];

/** Methods by which a program serves that makes a server of this kind, by the names that make one. */
export const STARTS: readonly { part: Part; path: RegExp; makes: RegExp; starts: RegExp }[] = [
  { part: 'http server', path: /^net\/http$/, makes: /^Server$/, starts: /^(?:ListenAndServe(?:TLS)?|Serve(?:TLS)?)$/ },
  { part: 'http server', path: /\/gin-gonic\/gin$/, makes: /^(?:Default|New)$/, starts: /^Run(?:TLS|Listener|Unix)?$/ },
  {
    part: 'http server',
    path: /\/labstack\/echo(?:\/v\d+)?$/,
    makes: /^New$/,
    starts: /^Start(?:TLS|Server|AutoTLS)?$/,
  },
  { part: 'http server', path: /\/gofiber\/fiber(?:\/v\d+)?$/, makes: /^New$/, starts: /^Listen(?:TLS|er)?$/ },
  { part: 'grpc server', path: /^google\.golang\.org\/grpc$/, makes: /^NewServer$/, starts: /^Serve$/ },
];

/** Names that speak of a part, whoever gave them: functions, methods, packages. What has one may have the part. */
export const NAMES: readonly { part: Part; name: RegExp }[] = [
  { part: 'shutdown', name: /grace|shut_?down|sigterm|sigint|signal|interrupt|drain|lifecycle/i },
  {
    part: 'health',
    name: /[Hh]ealth|[Rr]eadiness|[Ll]iveness|[Rr]eadyz|[Ll]ivez|[Pp]robe|[Hh]eartbeat|(?<![a-z])ready|[a-z]Ready(?![a-z])/,
  },
  { part: 'grpc health', name: /health/i },
  { part: 'metrics', name: /metric|prometheus|promhttp|statsd|telemetry|otel|opencensus|newrelic|datadog|monitor/i },
  {
    part: 'tracing',
    name: /(?<!stack|back|http)trac(?:e(?!f?$|Level$)|ing)|telemetry|otel|jaeger|zipkin|opencensus|newrelic|datadog|\bapm/i,
  },
  { part: 'rate limit', name: /rate_?limit|limit_?rate|limiter|throttl|ratelimit|too_?many_?requests/i },
  { part: 'breaker', name: /breaker|hystrix|gobreaker|resilien|failsafe|bulkhead/i },
  {
    part: 'authentication',
    name: /auth(?!or(?!i[sz]))|jwt|oidc|bearer|api_?key|session|rbac|mtls|client_?cas?$|spiffe|permission|principal|verify_?signature/i,
  },
];

/** Paths in texts that speak of a part. */
export const TEXTS: readonly { part: Part; text: RegExp }[] = [
  {
    part: 'health',
    text: /"(?:[A-Z]+ )?(?:[^"\s]*\/)?_?-?(?:health|ready|readiness|live(?:z|ness)|probe|heartbeat)|\/_?(?:alive|live|ping(?![a-z])|status|version|-\/|(?:up|ok)")/i,
  },
  { part: 'grpc health', text: /grpc\.health/ },
  { part: 'metrics', text: /"[^"\s]*metrics/i },
  { part: 'authentication', text: /"[^"]*(?:auth(?!or(?!i[sz]))|bearer|api[-_]?key|login|jwt|session|x-\w*-?token)/i },
];

/** Registration of a handler, and the path of one that users call. */
export const ROUTE =
  /(?:^|\.)(?:Handle|HandleFunc|Any|Match|Method|MethodFunc|Group|Route|GET|POST|PUT|DELETE|PATCH|Get|Post|Put|Delete|Patch)$/;
export const PATH =
  /^"(?:[A-Z]+ )?\/(?!"|_?(?:health|ready|live|alive|metrics|debug|pprof|ping|version|status|favicon|swagger|docs|\w*varz?|stats?|info|config|-\/))/i;
/** Registration of a handler that answers GET at the root. */
export const AT_ROOT = /\.(?:HandleFunc|Any|Get|GET|Head|HEAD|Static\w*) "(?:(?:GET|HEAD) )?\/(?:\{\$\})?"$/;
/** What generated code registers: routes, and servers of RPCs. */
export const GENERATED_ROUTES =
  /^(?:Register\w+(?:HTTPServer|Handlers?(?:FromEndpoint|Server|Client)?)|HandlerFromMux\w*|HandlerWithOptions)$/;
export const GENERATED_RPCS = /^Register(?!Health)\w+Server$/;

/** Of a library that is not known: a name that makes or runs a server, which may bring whatever its makers thought of. */
export const FOREIGN =
  /(?:server|serve|listen|router|engine|gateway|middleware|bootstrap|application)|App(?![a-z])|Service(?![a-z])|^(?:Run|Start|Main|Init|Setup|Boot|Launch|Execute|Default)$/i;
/** Of generated code, and of libraries that are for something else. */
export const HARMLESS =
  /^(?:Register\w*(?:Server|Handler\w*|Service)|New\w*Client|Unimplemented\w*|Unsafe\w*|\w+(?:Client|_ServiceDesc|Request|Response|Error))$/;
export const TAME =
  /^(?:golang\.org\/x\/|google\.golang\.org\/|cloud\.google\.com\/go\/(?!functions)|gorm\.io\/|go\.mongodb\.org\/|github\.com\/(?:spf13|urfave|joho|aws|Azure|google|jackc|lib|redis|go-redis|go-sql-driver|jmoiron|swaggo|rs|gorilla|go-chi|uber-go|sirupsen|stretchr|golang|gogo|golang-jwt|golang-migrate|pressly|segmentio|IBM|Shopify|confluentinc|rabbitmq|streadway|nats-io|minio|elastic|hashicorp|grpc-ecosystem|gin-contrib|gin-gonic|labstack|gofiber|julienschmidt|valyala|caarlos0|kelseyhightower|ilyakaznacheev|knadh|mitchellh|pkg|docker|opencontainers|stripe|sendgrid|twilio|slack-go|prometheus|opentracing|openzipkin|BurntSushi|alecthomas|mattn|fatih|go-playground|robfig|bwmarrin|olivere|opensearch-project|gocql|syndtr|etcd-io|coreos|oklog|google)\/|go\.uber\.org\/(?:zap|multierr|atomic|automaxprocs|dig|mock)|gopkg\.in\/|go\.etcd\.io\/|k8s\.io\/(?:api|apimachinery|client-go|klog|utils)|connectrpc\.com\/|buf\.build\/|modernc\.org\/|entgo\.io\/|filippo\.io\/)/;
