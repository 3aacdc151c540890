//! A view that is drawn once and replaced as a whole. For every view, Leptos also compiles code that patches it and
//! code that hydrates it in pieces, for data that arrives late. Here the data is there from the start, and leaving that
//! code out halves the client. The type of the view is erased here: the code that Leptos compiles for each type it
//! erases is compiled once for all views.

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::{AddAnyAttr, AnyView, IntoAny as _, Mountable, Render, RenderHtml};
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Position, PositionState};

/// Boxes a view that is never patched, only replaced. A view of nothing is `().into_any()` instead.
pub fn static_view<V: RenderHtml + 'static>(view: V) -> AnyView {
    const { assert!(V::EXISTS, "nothing would mark the place of this view") }
    StaticView(Box::new(view)).into_any()
}

struct StaticView(Box<dyn View>);

/// What is compiled for each view.
trait View: Send {
    fn build(self: Box<Self>) -> Drawn;

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Drawn;

    #[cfg(feature = "ssr")]
    fn dry_resolve(&mut self);

    #[cfg(feature = "ssr")]
    fn to_html(
        self: Box<Self>,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    );
}

impl<V: RenderHtml + 'static> View for V {
    fn build(self: Box<Self>) -> Drawn {
        Drawn(Box::new((*self).build()))
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Drawn {
        Drawn(Box::new((*self).hydrate::<true>(cursor, position)))
    }

    #[cfg(feature = "ssr")]
    fn dry_resolve(&mut self) {
        RenderHtml::dry_resolve(self);
    }

    #[cfg(feature = "ssr")]
    fn to_html(
        self: Box<Self>,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        (*self).to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }
}

/// A view in the document.
struct Drawn(Box<dyn Mountable>);

impl Mountable for Drawn {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}

impl Render for StaticView {
    type State = Drawn;

    fn build(self) -> Self::State {
        self.0.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        let mut new = self.0.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl AddAnyAttr for StaticView {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self::Output<NewAttr> {
        self
    }
}

impl RenderHtml for StaticView {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {
        #[cfg(feature = "ssr")]
        self.0.dry_resolve();
    }

    async fn resolve(self) -> Self {
        self
    }

    #[cfg_attr(not(feature = "ssr"), expect(unused_variables, reason = "only the server makes HTML"))]
    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        #[cfg(feature = "ssr")]
        self.0.to_html(buf, position, escape, mark_branches, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.0.hydrate(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}
