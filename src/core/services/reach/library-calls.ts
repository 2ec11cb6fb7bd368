/**
 * Methods that libraries call on values that they are handed: interfaces of the standard library, and of servers,
 * consumers and controllers. What no code of the repository calls by name counts too (see reachable.ts).
 */
export const LIBRARY_CALLS: ReadonlySet<string> = new Set(
  `ServeHTTP RoundTrip Error String Read Write Close Seek ReadAt WriteTo ReadFrom Len Less Swap Push Pop Scan Value
  MarshalJSON UnmarshalJSON MarshalText UnmarshalText MarshalYAML UnmarshalYAML Format GoString Unwrap Is As Set Type
  Deadline Done Err Handle Run Start Stop Setup Cleanup ConsumeClaim HandleMessage ProcessTask Reconcile Execute
  SetupWithManager Collect Describe Name TableName BeforeCreate BeforeSave BeforeUpdate AfterCreate AfterSave AfterFind
  GetRequestMetadata Render Bind ServeDNS ServeTCP Resolve Build`.split(/\s+/),
);
