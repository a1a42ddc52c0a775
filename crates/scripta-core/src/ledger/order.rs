//! The order of a conversation's items: a doubly linked list over an arena, so that putting an item
//! anywhere costs the same however long the conversation is.

/// How many removed items in a row are looked past; beyond them the list begins anew.
const REACH: usize = 64;

/// Links between items, by their index in the arena.
#[derive(Debug, Default)]
pub(super) struct Order {
    links: Vec<Link>,
    head: Option<usize>,
    tail: Option<usize>,
    /// The last item of the connection before: what is put first goes behind it.
    base: Option<usize>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Link {
    prev: Option<usize>,
    next: Option<usize>,
    linked: bool,
}

impl Order {
    /// A new connection begins: its first item goes behind all that were there before.
    pub(super) fn rebase(&mut self) {
        self.base = self.tail;
    }

    pub(super) fn push_first(&mut self, item: usize) {
        match self.base.and_then(|base| self.standing(base)) {
            Some(base) => self.insert_after(base, item),
            None => {
                self.unlink(item);
                self.link(None, item, self.head);
            }
        }
    }

    pub(super) fn push_last(&mut self, item: usize) {
        self.unlink(item);
        self.link(self.tail, item, None);
    }

    /// Puts `item` behind `after`, or where `after` stood if it has been removed.
    pub(super) fn insert_after(&mut self, after: usize, item: usize) {
        if after == item {
            // Nonsense on the wire: an item behind itself.
            if !self.is_linked(item) {
                self.push_last(item);
            }
            return;
        }
        self.unlink(item);
        match self.standing(after) {
            Some(after) => self.link(Some(after), item, self.link_of(after).next),
            None => self.link(None, item, self.head),
        }
    }

    /// Takes `item` out. What is later put behind it goes to where it stood.
    pub(super) fn remove(&mut self, item: usize) {
        self.unlink(item);
    }

    pub(super) fn is_linked(&self, item: usize) -> bool {
        self.link_of(item).linked
    }

    /// The item before `item`.
    pub(super) fn before(&self, item: usize) -> Option<usize> {
        self.link_of(item).prev.filter(|_| self.is_linked(item))
    }

    /// The item behind `item`, or behind the place where it stood; the first one behind nothing.
    pub(super) fn after(&self, item: Option<usize>) -> Option<usize> {
        let before = std::iter::successors(item, |item| self.link_of(*item).prev);
        match before.take(REACH).find(|item| self.is_linked(*item)) {
            Some(item) => self.link_of(item).next,
            None => self.head,
        }
    }

    /// The last item.
    pub(super) fn last(&self) -> Option<usize> {
        self.tail
    }

    /// All items in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        std::iter::successors(self.head, |item| self.link_of(*item).next)
    }

    /// `item` if it is in the list, else the nearest one before the place where it was.
    fn standing(&mut self, item: usize) -> Option<usize> {
        let mut at = Some(item);
        let mut passed = Vec::new();
        while let Some(here) = at
            && !self.is_linked(here)
        {
            passed.push(here);
            at = self.link_of(here).prev;
        }
        // The next search from any of these is one step.
        for here in passed {
            if let Some(link) = self.links.get_mut(here) {
                link.prev = at;
            }
        }
        at
    }

    fn link_of(&self, item: usize) -> Link {
        self.links.get(item).copied().unwrap_or_default()
    }

    fn link(&mut self, prev: Option<usize>, item: usize, next: Option<usize>) {
        if self.links.len() <= item {
            self.links.resize(item + 1, Link::default());
        }
        if let Some(link) = self.links.get_mut(item) {
            *link = Link { prev, next, linked: true };
        }
        self.set_next(prev, Some(item));
        self.set_prev(next, Some(item));
    }

    fn unlink(&mut self, item: usize) {
        let Link { prev, next, linked: true } = self.link_of(item) else { return };
        self.set_next(prev, next);
        self.set_prev(next, prev);
        if let Some(link) = self.links.get_mut(item) {
            // `prev` stays: it says where the item stood.
            *link = Link { prev, next: None, linked: false };
        }
    }

    fn set_next(&mut self, item: Option<usize>, next: Option<usize>) {
        match item.and_then(|item| self.links.get_mut(item)) {
            Some(link) => link.next = next,
            None => self.head = next,
        }
    }

    fn set_prev(&mut self, item: Option<usize>, prev: Option<usize>) {
        match item.and_then(|item| self.links.get_mut(item)) {
            Some(link) => link.prev = prev,
            None => self.tail = prev,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(order: &Order) -> Vec<usize> {
        order.iter().collect()
    }

    #[test]
    fn items_go_where_they_are_put() {
        let mut order = Order::default();
        order.push_last(0);
        order.push_last(1);
        order.insert_after(0, 2);
        order.push_first(3);
        assert_eq!(listed(&order), [3, 0, 2, 1]);
        order.insert_after(1, 3);
        assert_eq!(listed(&order), [0, 2, 1, 3]);
        assert_eq!((order.before(2), order.before(0)), (Some(0), None));
    }

    #[test]
    fn what_goes_behind_a_removed_item_goes_where_it_stood() {
        let mut order = Order::default();
        (0..5).for_each(|item| order.push_last(item));
        for item in [1, 2, 3] {
            order.remove(item);
        }
        order.insert_after(3, 5);
        order.insert_after(2, 6);
        assert_eq!(listed(&order), [0, 6, 5, 4]);
        assert_eq!(
            (order.after(Some(3)), order.after(Some(0)), order.after(None)),
            (Some(6), Some(6), Some(0))
        );
        order.remove(0);
        assert_eq!(order.after(Some(0)), Some(6));
        order.insert_after(1, 7);
        assert_eq!(listed(&order), [7, 6, 5, 4]);
    }

    #[test]
    fn after_a_reconnect_first_means_first_of_the_new_connection() {
        let mut order = Order::default();
        order.push_last(0);
        order.push_last(1);
        order.rebase();
        order.push_first(2);
        order.push_last(3);
        order.push_first(4);
        assert_eq!(listed(&order), [0, 1, 4, 2, 3]);
    }
}
