import { defineConfig } from 'vitest/config';

/** Takes the pictures in `docs`: `npm run pictures`. */
export default defineConfig({
  test: {
    include: ['test/pictures/*.picture.ts'],
    testTimeout: 180_000,
  },
});
