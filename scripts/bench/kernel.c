/*
 * The kernel of server/network/buckets.ts once more, for WebAssembly: the same buckets, the same order of the same steps, on
 * columns that lie in one linear memory. The bench compares both; the product uses the one in TypeScript.
 *
 * Compiled by the bench: clang --target=wasm32 -O3 -nostdlib.
 */
typedef int int32;

enum { NONE = -1, UNREACHED = 0x7fffffff, WIDTH_BITS = 12 };

static const int32 *first, *arcs;
static int32 *cost, *previous, *reached, *head, *entryNode, *entryNext;
static int32 bucketMask, entryCount, reachedCount;

/* Where the columns lie, as byte offsets. The number of buckets is a power of two; all of them are empty (NONE). */
__attribute__((export_name("layOut"))) void layOut(const int32 *firstAt, const int32 *arcsAt, int32 *costAt,
                                                   int32 *previousAt, int32 *reachedAt, int32 *headAt, int32 buckets,
                                                   int32 *entryNodeAt, int32 *entryNextAt, int32 entries) {
  first = firstAt;
  arcs = arcsAt;
  cost = costAt;
  previous = previousAt;
  reached = reachedAt;
  head = headAt;
  bucketMask = buckets - 1;
  entryNode = entryNodeAt;
  entryNext = entryNextAt;
  entryCount = entries;
  reachedCount = 0;
}

/* Forgets the last search and spreads from one node. Returns the number of nodes reached, or -1 when the entries are too few. */
__attribute__((export_name("search"))) int32 search(int32 start, int32 limit) {
  for (int32 k = 0; k < reachedCount; k++) cost[reached[k]] = UNREACHED;
  int32 *const head_ = head, *const cost_ = cost, *const entryNext_ = entryNext, *const entryNode_ = entryNode;
  const int32 mask = bucketMask;
  int32 count = 0;
  int32 used = 1;
  int32 free = NONE;
  int32 pending = 1;
  cost_[start] = 0;
  previous[start] = NONE;
  reached[count++] = start;
  entryNode_[0] = start;
  entryNext_[0] = head_[0];
  head_[0] = 0;
  for (int32 bucket = 0; pending > 0; bucket++) {
    const int32 slot = bucket & mask;
    for (int32 entry = head_[slot]; entry != NONE; entry = head_[slot]) {
      head_[slot] = entryNext_[entry];
      entryNext_[entry] = free;
      free = entry;
      pending--;
      const int32 node = entryNode_[entry];
      const int32 nodeCost = cost_[node];
      if (nodeCost >> WIDTH_BITS != bucket) continue;
      const int32 end = 2 * first[node + 1];
      for (int32 a = 2 * first[node]; a < end; a += 2) {
        const int32 next = arcs[a];
        const int32 nextCost = nodeCost + arcs[a + 1];
        const int32 known = cost_[next];
        if (nextCost >= known || nextCost > limit) continue;
        if (known == UNREACHED) reached[count++] = next;
        cost_[next] = nextCost;
        previous[next] = node;
        int32 taken = free;
        if (taken != NONE) {
          free = entryNext_[taken];
        } else {
          taken = used++;
          if (taken >= entryCount) {
            reachedCount = count;
            return -1;
          }
        }
        const int32 at = (nextCost >> WIDTH_BITS) & mask;
        entryNode_[taken] = next;
        entryNext_[taken] = head_[at];
        head_[at] = taken;
        pending++;
      }
    }
  }
  reachedCount = count;
  return count;
}
