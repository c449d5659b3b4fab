import { archive, duplicate, pause, resume, withdraw } from "#app/(admin)/campaigns/actions.ts";
import type { CampaignActions } from "#components/admin/campaigns/campaign-actions.ts";

export const campaignActions: CampaignActions = { pause, resume, withdraw, archive, duplicate };
