export const PACER_SCRIPT = "#!lua\nreturn redis.error_reply('not loaded')\n";
