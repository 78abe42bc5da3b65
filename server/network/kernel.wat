;; The search kernel: labels spread from one place along arcs, in buckets of cost, until none can be improved. The same
;; algorithm as Wave in buckets.ts, which searches where there is no WebAssembly; memory is laid out by one-place.ts.
;;
;; An arc is followed without a branch: whether a label gets better is as hard to foresee as a coin, and a branch that the
;; processor guesses wrong costs as much as several arcs. So each arc stores a label (the new one or the old one), the name of
;; a newly reached node and an entry of a bucket; the last two are kept by moving their ends on, or else overwritten by the
;; next. Measured: half the time of the same steps with branches in JavaScript, two thirds of those in WebAssembly.
;;
;; All addresses are bytes. A node is its number times 4. A node's arcs are pairs of words: the node they lead to, plus 1 when labels
;; may spread on from there, and centimetres. Words at the beginning of the memory:
;;   0  first    for each node, and one more, the address of its first arc
;;   4  labels   least cost of each node, 0x7fffffff where not reached
;;   8  end      of the list of reached nodes
;;  12  fills    for each bucket of the ring, where its next entry goes
;;  16  homes    for each bucket its first chunk of entries
;;  20  mask     number of buckets - 1
;;  24  top      end of the chunks in use
;; A chunk has 128 bytes: the address of the chunk that follows, once it is full, and 31 nodes. A bucket is 2^12 cm wide.
(module
  (import "host" "memory" (memory 1))

  ;; Forgets the labels of the nodes (as numbers) listed from one address to another.
  (func (export "forget") (param $labels i32) (param $from i32) (param $to i32)
    (block $finished
      (br_if $finished (i32.eq (local.get $from) (local.get $to)))
      (loop $nodes
        (i32.store
          (i32.add (local.get $labels) (i32.shl (i32.load (local.get $from)) (i32.const 2)))
          (i32.const 0x7fffffff))
        (local.set $from (i32.add (local.get $from) (i32.const 4)))
        (br_if $nodes (i32.ne (local.get $from) (local.get $to))))))

  ;; Spreads labels up to the limit from the entries of buckets $bucket to $end - 1, these not taken modulo the ring. $idle is
  ;; the number of buckets before that were empty, in a row; the answer is that number at the end. More than there are in
  ;; the ring: nothing is left.
  (func (export "spread") (param $limit i32) (param $bucket i32) (param $end i32) (param $idle i32) (result i32)
    (local $first i32) (local $labels i32) (local $reached i32) (local $fills i32) (local $homes i32) (local $mask i32)
    (local $slot i32) (local $fill i32) (local $home i32) (local $entry i32) (local $node i32) (local $cost i32)
    (local $arc i32) (local $stop i32) (local $to i32) (local $label i32) (local $known i32) (local $next i32)
    (local $isBetter i32) (local $free i32) (local $top i32)
    (local.set $first (i32.load offset=0 (i32.const 0)))
    (local.set $labels (i32.load offset=4 (i32.const 0)))
    (local.set $reached (i32.load offset=8 (i32.const 0)))
    (local.set $fills (i32.load offset=12 (i32.const 0)))
    (local.set $homes (i32.load offset=16 (i32.const 0)))
    (local.set $mask (i32.load offset=20 (i32.const 0)))
    (block $finished
      (loop $buckets
        (br_if $finished (i32.eq (local.get $bucket) (local.get $end)))
        (br_if $finished (i32.gt_s (local.get $idle) (local.get $mask)))
        (local.set $slot (i32.and (local.get $bucket) (local.get $mask)))
        (local.set $fill (i32.add (local.get $fills) (i32.shl (local.get $slot) (i32.const 2))))
        (local.set $home (i32.add (i32.add (local.get $homes) (i32.shl (local.get $slot) (i32.const 7))) (i32.const 4)))
        (local.set $entry (local.get $home))
        (local.set $idle (i32.add (local.get $idle) (i32.const 1)))
        (block $empty
          (br_if $empty (i32.eq (local.get $entry) (i32.load (local.get $fill))))
          (local.set $idle (i32.const 0))
          ;; The bucket may get more entries while its entries are taken.
          (loop $entries
            (local.set $node (i32.load (local.get $entry)))
            (local.set $entry (i32.add (local.get $entry) (i32.const 4)))
            (if (i32.eqz (i32.and (local.get $entry) (i32.const 127)))
              (then (local.set $entry (i32.add (i32.load (i32.sub (local.get $entry) (i32.const 128))) (i32.const 4)))))
            (local.set $cost (i32.load (i32.add (local.get $labels) (local.get $node))))
            (block $spread
              ;; Improved since, and done in an earlier bucket.
              (br_if $spread (i32.ne (i32.shr_u (local.get $cost) (i32.const 12)) (local.get $bucket)))
              (local.set $arc (i32.load (i32.add (local.get $first) (local.get $node))))
              (local.set $stop (i32.load offset=4 (i32.add (local.get $first) (local.get $node))))
              (br_if $spread (i32.eq (local.get $arc) (local.get $stop)))
              (loop $arcs
                (local.set $to (i32.load (local.get $arc)))
                ;; Below 2^32: both are below 2^31.
                (local.set $next (i32.add (local.get $cost) (i32.load offset=4 (local.get $arc))))
                (local.set $label (i32.add (local.get $labels) (i32.and (local.get $to) (i32.const -4))))
                (local.set $known (i32.load (local.get $label)))
                (local.set $isBetter
                  (i32.and
                    (i32.lt_u (local.get $next) (local.get $known))
                    (i32.le_u (local.get $next) (local.get $limit))))
                (i32.store (local.get $label) (select (local.get $next) (local.get $known) (local.get $isBetter)))
                (i32.store (local.get $reached) (i32.shr_u (local.get $to) (i32.const 2)))
                (local.set $reached
                  (i32.add
                    (local.get $reached)
                    (i32.shl
                      (i32.and (local.get $isBetter) (i32.eq (local.get $known) (i32.const 0x7fffffff)))
                      (i32.const 2))))
                (local.set $slot
                  (i32.add
                    (local.get $fills)
                    (i32.shl (i32.and (i32.shr_u (local.get $next) (i32.const 12)) (local.get $mask)) (i32.const 2))))
                (local.set $free (i32.load (local.get $slot)))
                (i32.store (local.get $free) (i32.and (local.get $to) (i32.const -4)))
                (local.set $free
                  (i32.add (local.get $free) (i32.shl (i32.and (local.get $isBetter) (local.get $to)) (i32.const 2))))
                ;; The chunk is full: another one follows it.
                (if (i32.eqz (i32.and (local.get $free) (i32.const 127)))
                  (then
                    (local.set $top (i32.load offset=24 (i32.const 0)))
                    (if (i32.eq (local.get $top) (i32.shl (memory.size) (i32.const 16)))
                      (then (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1)) (then (unreachable)))))
                    (i32.store offset=24 (i32.const 0) (i32.add (local.get $top) (i32.const 128)))
                    (i32.store (i32.sub (local.get $free) (i32.const 128)) (local.get $top))
                    (local.set $free (i32.add (local.get $top) (i32.const 4)))))
                (i32.store (local.get $slot) (local.get $free))
                (local.set $arc (i32.add (local.get $arc) (i32.const 8)))
                (br_if $arcs (i32.ne (local.get $arc) (local.get $stop)))))
            (br_if $entries (i32.ne (local.get $entry) (i32.load (local.get $fill)))))
          (i32.store (local.get $fill) (local.get $home)))
        (local.set $bucket (i32.add (local.get $bucket) (i32.const 1)))
        (br $buckets)))
    (i32.store offset=8 (i32.const 0) (local.get $reached))
    (local.get $idle)))
