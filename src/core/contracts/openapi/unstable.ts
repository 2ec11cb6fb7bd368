/** A path of a version that promises nothing: `/v1alpha1/orders`, `/x-orders`, `/unstable/orders`. */
export function isUnstable(path: string): boolean {
  return /\/(?:v\d+(?:p\d+)?(?:alpha|beta|test)\d*|x-[\w-]+|alpha|beta|unstable|experimental|internal|_[\w-]+)(?:\/|$)/i.test(
    path,
  );
}
