import { renderInThread } from "@kalypso-actions/rendering";

renderInThread();
