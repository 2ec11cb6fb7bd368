/** Functions of the standard library that exchange something with others, or tell with whom. */
const STANDARD: Readonly<Record<string, RegExp>> = {
  'net/http':
    /^(?:Get|Post|PostForm|Head|NewRequest|NewRequestWithContext|Handle|HandleFunc|ListenAndServe\w*|StripPrefix|\{\})$/,
  'net/http/httputil': /^(?:NewSingleHostReverseProxy|\{\})$/,
  'net/rpc': /^Dial/,
  'net/smtp': /^(?:SendMail|Dial)$/,
  net: /^(?:Dial|Listen)/,
  'database/sql': /^Open/,
  os: /^(?:Getenv|LookupEnv)$/,
  flag: /^(?:\w+Var|Parse)$/,
};
const STANDARD_ROOTS = new Set(
  `archive bufio builtin bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt
  go hash html image index io iter log maps math mime net os path plugin reflect regexp runtime slices sort strconv
  strings structs sync syscall testing text time unicode unique unsafe weak`.split(/\s+/),
);
/** Libraries that exchange nothing that a map shows. */
const QUIET =
  /\/(?:zap|zapcore|logrus|zerolog|glog|klog|slog|log15|log|testify|require|assert|gomock|errors|multierr|uuid|decimal|lo|color|metrics?|prometheus|promauto|promhttp|collectors|otel(?:\/.*)?|opentracing-go(?:\/.*)?|opencensus(?:\/.*)?|otelgrpc|otelhttp|trace|tracing|status|codes|metadata|proto|protojson|timestamppb|structpb|durationpb|validator|jwt|bcrypt|errgroup|semaphore|rate|protoimpl|protoreflect|gomega|ginkgo|credentials|insecure|keepalive|backoff|cmp|pflag|tablewriter|yaml|toml)(?:\.?[/.]?v\d+)?$/;

/** A function (or literal, `T{}`) of this import may say something of exchanges. */
export function mayExchange(path: string, name: string): boolean {
  const standard = STANDARD[path];
  if (standard) return standard.test(name);
  if (STANDARD_ROOTS.has(path.split('/')[0] ?? '')) return false;
  return !QUIET.test(path);
}

/** Libraries that build statements of SQL: the name of a table may be a constant. */
export const BUILDS_SQL = /\/(?:squirrel|goqu(?:\/v\d+)?)$/;

/** Functions of which nothing but their name need speak of exchanges. */
export const TELLING_NAME =
  /^(?:New\w*|Parse(?:Config|URL|URI|DSN)|Register\w+|Must\w+|Dial\w*|Open\w*|Connect\w*|Listen\w*|Serve\w*|Load\w*|Subscribe|Publish|Consume\w*|WithDefaultServiceConfig|WithJwt\w*|WithMiddlewares?|WithSignature)$/i;

/** Methods that say something of exchanges whatever they are called on. */
export const TELLING_METHOD =
  /^(?:Handle|Handler|GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|Any|Get|Post|Put|Delete|Patch|Head|Options|Group|Route|Mount|Use|Methods|PathPrefix|Path|Static|Match|Handle[A-Z]\w*|Do|Execute|DialAndSend|Send\w*|Write\w+|Publish\w*|Produce\w*|K?Push(?:WithKey)?|Emit\w*|Enqueue\w*|Subscribe\w*|QueueSubscribe\w*|Consume\w*|Poll\w*|Fetch\w*|Receive\w*|Topic|Subscription|Query\w*|Exec\w*|Prepare\w*|Select\w*|NamedExec\w*|NamedQuery\w*|Table|Model|From|Into|Insert\w*|Create\w*|Find\w*|First|Save|Raw|Collection|Database|XAdd|XRead\w*|RPush|LPush|BLPop|BRPop|LPop|AddRoutes?|AddConsume\w+|Add\w*Handler|Queue\w+|ExchangeDeclare|SetBaseURL|SetHostURL|SetURL|ApplyURI|JoinPath|Add|URL|BindEnv|SetDefault|SetEnvPrefix|Process|Request|\w+Var)$/;

/** What ent's clients have for each kind of row; most take nothing. */
export const ENTITY_METHOD =
  /^(?:Query|Get|GetX|Create|CreateBulk|MapCreateBulk|Update|UpdateOne|UpdateOneID|Delete|DeleteOne|DeleteOneID)$/;

/** Methods that write logs or read values, whatever they are given. */
export const QUIET_METHOD =
  /^(?:(?:Info|Warn|Warning|Error|Debug|Fatal|Print|Panic|Trace|Log)(?:f|ln|w|Context|S|Depth)?|WithFields?|WithValues|WithError|Wrapf?|Errorf|Sprintf|Done|Wait|Lock|Unlock|Inc|Observe|Set|Str|Int|Err|Msgf?|End|SetAttributes|AddEvent|RecordError|Annotate\w*|Background|Value|Write|WriteHeader|WriteString|JSON|HTML|Param|Query|Equal|NoError|Close|Shutdown|Format|Inject|Extract|Validate|Run|Helper)$/;

/** Built into the language, or as good as: they exchange nothing. */
export const BUILTIN =
  /^(?:panic|make|append|len|cap|copy|delete|close|min|max|clear|print|println|recover|string|error|any|bool|byte|rune|u?int(?:8|16|32|64)?|float(?:32|64))$/;

/** A first argument that is a context: what calls over the network take. */
export const CONTEXT = /\bc(?:on)?te?xt\b|ctx\b|context\.|\bContext\(|^c$/i;

/** An argument that is called after what it tells. */
export const ADDRESS_LIKE =
  /(?:addr|ur[li]|host|endpoint|target|dsn|topic|queue|subject|stream|exchange|key|conn(?:str\w*)?|broker)\w{0,6}\)?$/i;

/** What may tell an address, a name or a client. */
export const CARRIES =
  /"|^http\.Method\w+$|os\.(?:Getenv|LookupEnv)|^[&*]*\$\w+$|>\d$|\w\(|<\*?\w*(?:\.\w+)?(?:Client|Conn|Server)\w*>|(?:addr|ur[li]|host|port|endpoint|target|dsn|topic|queue|subject|stream|exchange|channel|conn|client|svc|service|broker|env|key|base|prefix|co?n?fi?g|conf|opt\w*|db|table|name|server|path)\w{0,8}\]*$/i;
