import { Probot } from 'probot';
import { type AppParts, architect } from '../../app.ts';
import type { ServiceSettings } from '../../config/service-settings.ts';

export type ProbotOptions = Omit<AppParts, 'appId' | 'isAllowed'> & {
  settings: Pick<ServiceSettings, 'app' | 'github' | 'isAllowed'>;
};

/**
 * Probot with the application: it verifies, parses and routes webhooks, and makes octokits for the App and for its
 * installations. What it would log of a failed delivery holds the delivery, and what its octokits would log holds the
 * bodies of requests, so it logs nothing: what matters is told where it is known.
 */
export async function loadProbot({ settings, ...parts }: ProbotOptions): Promise<Probot> {
  const { id: appId, privateKey, webhookSecret: secret } = settings.app;
  const log = parts.log.child({}, { level: 'silent' });
  const probot = new Probot({ appId, privateKey, secret, baseUrl: settings.github.apiUrl, log });
  await probot.load(architect({ ...parts, appId, isAllowed: settings.isAllowed }));
  return probot;
}
